// Generated from the description of the API by scripts/api.mjs; do not edit.
export interface paths {
    "/access/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What two roles have of everything, side by side */
        get: {
            parameters: {
                query?: {
                    /** @description The ids of two roles, with a comma between them */
                    roles?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A line for each object, field, dimension and limit */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RolesCompared"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/dimension_paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** By which fields a management dimension of a kind may divide each object */
        get: {
            parameters: {
                query?: {
                    /** @description The kind of dimension */
                    kind?: string;
                    /** @description The set of choices, for a dimension of one */
                    choice_set?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The objects that it may divide */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["DimensionPaths"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/dimensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The management dimensions in force, with the values that each may have */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Dimension"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a person may do with a record, by which rule, and what would change it */
        get: {
            parameters: {
                query?: {
                    /** @description The record's object */
                    object?: string;
                    /** @description The record */
                    id?: number;
                    /** @description Another person than the caller, for administrators */
                    user?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A line for each operation and each limited field */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccessTold"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/handover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a person would hand over, by kind, and the sign-ins and keys that would end */
        get: {
            parameters: {
                query?: {
                    /** @description The person */
                    user?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Kinds of which there is something */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HandoverPreview"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a sharing, restriction or team rule would change; nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        kind: "sharing_rule" | "restriction_rule" | "team_rule";
                        rule: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description How many records, and what for whom */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleEffect"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/simulate_person": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many records a person would see with other roles, departments in charge or dimensions; nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        departments?: number[];
                        dimensions?: {
                            [key: string]: unknown;
                        };
                        roles?: number[];
                        user: number;
                    };
                };
            };
            responses: {
                /** @description One line for each object that he may see */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SeenByPerson"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/absence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When the caller is away */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description His absence */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Absence"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        /** Say that one is away, and who decides meanwhile */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date */
                        from_on?: string | null;
                        substitute?: number | null;
                        takes_open?: boolean;
                        /** Format: date */
                        until_on?: string | null;
                    };
                };
            };
            responses: {
                /** @description His absence */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Absence"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which records of a list are being approved */
        get: {
            parameters: {
                query?: {
                    /** @description Their object */
                    object?: string;
                    /** @description Their ids, with commas between them; a page at most */
                    ids?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Those that are */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalMarks"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/notices/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a notice would say, and to whom */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: number;
                        object: string;
                        receivers?: {
                            [key: string]: unknown;
                        }[];
                        template: string;
                        user?: number | null;
                    };
                };
            };
            responses: {
                /** @description A text for each receiver */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalNoticeTexts"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the author of a definition may choose from */
        get: {
            parameters: {
                query?: {
                    /** @description The object whose records are approved */
                    object?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Facts, teams, fields that name people */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalOptions"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who the approvers of a step are today */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        approvers: {
                            [key: string]: unknown;
                        }[];
                        id?: number | null;
                        in_groups?: boolean;
                        object: string;
                    };
                };
            };
            responses: {
                /** @description People */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalPeople"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The requests about a record, the newest first */
        get: {
            parameters: {
                query?: {
                    /** @description Its object */
                    object?: string;
                    /** @description Its id */
                    id?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Requests */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequests"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One request with its way */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The request */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An administrator ends it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment: string;
                        files?: number[];
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A remark */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment: string;
                        files?: number[];
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}/reroute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An administrator sends it to a step */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        files?: number[];
                        step: number;
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}/resubmit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The applicant submits again what was returned */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}/urge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remind those who have to decide */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/requests/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The applicant takes it back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        files?: number[];
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The inbox, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description What waits for the caller, what he decided, started, or was given to read */
                    box?: "todo" | "done" | "started" | "cc";
                    /** @description pending: as box=todo */
                    status?: "pending" | "done";
                    /** @description About one object */
                    object?: string;
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tasks or requests */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalInbox"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to several tasks */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        ids: number[];
                    };
                };
            };
            responses: {
                /** @description One result for each task */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalResults"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse several tasks */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        ids: number[];
                    };
                };
            };
            responses: {
                /** @description One result for each task */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalResults"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A task and what is needed to decide it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The task */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalDecision"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/{id}/add_approver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask somebody besides */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        files?: number[];
                        /** @enum {string} */
                        position?: "before" | "after" | "beside";
                        user: number;
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        files?: number[];
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/{id}/grab": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a task that the first decides */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment: string;
                        files?: number[];
                        /** @description The key of the step, for to=step */
                        step?: number | null;
                        /** @enum {string|null} */
                        to?: "end" | "applicant" | "step" | null;
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/tasks/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody else decide */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        comment?: string;
                        files?: number[];
                        user: number;
                    };
                };
            };
            responses: {
                /** @description The request as it stands now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalRequest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/uncovered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The objects with approvals about which nobody decides at the moment */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What is submitted of them takes effect at once */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApprovalUncovered"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/alive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the sign-in stands; the header X-Idle-Seconds tells since when nobody touches the page */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It stands */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/assist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Act as a person, to help him */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        minutes: number;
                        reason: string;
                        user: number;
                    };
                };
            };
            responses: {
                /** @description From the next request on */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/assist/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Be oneself again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/assistance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether administrators may act as the caller */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description How it stands */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Assistance"][];
                            /** @enum {unknown} */
                            mode: "off" | "permitted" | "always";
                            /** Format: date-time */
                            until: string | null;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        /** Permit it, or no longer */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date-time */
                        until: string | null;
                    };
                };
            };
            responses: {
                /** @description Stored */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the sign-in page needs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Configuration */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuthConfig"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        otp?: string | null;
                        password: string;
                        username: string;
                    };
                };
            };
            responses: {
                /** @description The user */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in, second step */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description The user */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in: confirm a required second factor */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Shown once */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            recovery_codes: string[];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/enroll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in: set up a required second factor */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The secret */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            /** @description For a QR code */
                            uri: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in: a new password in place of a given or old one */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        new_password: string;
                    };
                };
            };
            responses: {
                /** @description Signed in */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Signed out here; where one signs out at the company's provider, too */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: uri */
                            end_session: string;
                        };
                    };
                };
                /** @description Signed out */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The user */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/oidc/begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in by the company's provider */
        get: {
            parameters: {
                query?: {
                    /** @description next */
                    next?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description To the next page */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the provider sends the browser back to */
        get: {
            parameters: {
                query?: {
                    /** @description state */
                    state?: string;
                    /** @description code */
                    code?: string;
                    /** @description error */
                    error?: string;
                    /** @description iss */
                    iss?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description To the next page */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's second factor */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description How it stands */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            is_on: boolean;
                            is_required: boolean;
                            recovery_left: number;
                            /** Format: date-time */
                            since: string | null;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/otp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm a second factor */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Shown once */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            recovery_codes: string[];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/otp/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End one's second factor */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/otp/enroll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set up a second factor */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Shown once */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                            /** @description For a QR code */
                            uri: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/otp/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Shown once */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            recovery_codes: string[];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's own password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        new_password: string;
                        old_password: string;
                    };
                };
            };
            responses: {
                /** @description Changed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in */
        get: {
            parameters: {
                query?: {
                    /** @description Another user's, for administrators */
                    user?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Sign-ins */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SignIn"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        /** Sign out everywhere else */
        delete: {
            parameters: {
                query?: {
                    /** @description Another user's, for administrators */
                    user?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a sign-in */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens */
        get: {
            parameters: {
                query?: {
                    /** @description Another user's, for administrators */
                    user?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tokens */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Token"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Make a token */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** Format: date-time */
                        expires_at?: string | null;
                        name: string;
                        scopes?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Shown once */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewToken"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Revoked */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automation/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a rule would have done in the last days; nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        days?: number;
                        rule: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description How often, on which records, with what effects */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Backtest"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automation/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A run: what fired it, what each step did, what it caused */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run_id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The run */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AutomationRun"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automation/saving/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that acts when a record of the object is saved, in order */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By part */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saving"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automation/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a rule would do to one record now; nothing is written */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id?: number;
                        rule: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Its steps */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Simulated"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automation/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of steps of rules */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All of them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StepKinds"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What stands in calendars */
        get: {
            parameters: {
                query?: {
                    /** @description A day of the company, or an instant */
                    from?: string;
                    /** @description Up to, but not including */
                    to?: string;
                    /** @description Ids with commas; left out: one's own */
                    users?: string;
                    /** @description `resource:12`: when this record is taken, and by whom */
                    of?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The entries, the earliest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Calendar"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's links */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Links */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["CalendarFeed"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Make a secret link to one's own calendar */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name?: string;
                    };
                };
            };
            responses: {
                /** @description Shown once */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewCalendarFeed"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/feeds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a link */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Revoked */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose calendars one may look at */
        get: {
            parameters: {
                query?: {
                    /** @description Part of a name */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Oneself first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["CalendarPerson"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/subscribe/{secret}.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calendar behind a link */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description RFC 5545 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/calendar": unknown;
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/company/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What clearing the demo would remove */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description In numbers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DemoStock"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/company/demo/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clear the demo data */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The company's name, typed by the person */
                        name: string;
                        /** @description A new one of one's own, in place of the demo's */
                        password?: string | null;
                    };
                };
            };
            responses: {
                /** @description What went */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DemoCleared"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/company/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the company is set up */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Its first days */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CompanyStart"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description Those of one object */
                    object?: string;
                    /** @description Not only one's own, with the permission job.view */
                    everybody?: boolean;
                    /** @description Begun before this one: `next` of the answer before */
                    before?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Exports */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Exports"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Start an export */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        fields?: string[];
                        filter?: components["schemas"]["Filter"] | null;
                        /** @enum {string} */
                        format?: "xlsx" | "csv";
                        object: string;
                        q?: string;
                        sort?: string[];
                        view?: string;
                    };
                };
            };
            responses: {
                /** @description The job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an export stands */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The export */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Export"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                        "application/zip": unknown;
                        "text/csv": unknown;
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                /** @description It is kept no longer */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A stream, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description What people say, or what they do */
                    stream?: "work" | "crm";
                    /** @description Whose */
                    scope?: "all" | "mine" | "subordinates" | "following" | "team";
                    /** @description From the page before */
                    cursor?: string;
                    /** @description Rows */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page; it may be short although more follow */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeedPage"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feed/mentions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who of the mentioned may not see the records */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        related?: {
                            id: number;
                            object: string;
                        }[];
                        users: number[];
                    };
                };
            };
            responses: {
                /** @description Nobody is told */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Unseen"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/feed/posts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One post */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description As the stream shows it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeedItem"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /** Format: binary */
                        file: Blob;
                        id?: number;
                        object?: string;
                    };
                };
            };
            responses: {
                /** @description The file */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["File"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The content, as an attachment */
        get: {
            parameters: {
                query?: {
                    /** @description A small picture */
                    size?: "thumb";
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The content */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": unknown;
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        /** Remove a file */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Removed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description Those of one object */
                    object?: string;
                    /** @description Not only one's own, with the permission job.view */
                    everybody?: boolean;
                    /** @description Begun before this one: `next` of the answer before */
                    before?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Imports */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Imports"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Start an import */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * @description What an empty cell does
                         * @enum {string}
                         */
                        blanks?: "leave" | "clear";
                        /** @description JSON {column: {on_bad: refuse, empty or create, words: {word of the file: code or id}}} */
                        columns?: string;
                        /** @description JSON {field: value} */
                        defaults?: string;
                        /** @description A file, or the number of one sent before */
                        file: Blob | number;
                        /** @description JSON [names of keys that the preview offers] */
                        identify_by?: string;
                        /** @description JSON {column: field}; left out: as proposed */
                        mapping?: string;
                        /** @enum {string} */
                        mode?: "normal" | "migration";
                        object: string;
                        /** @enum {string} */
                        on_duplicate?: "skip" | "update" | "create";
                        /** @description JSON: how the file is read, as the preview's `reading` */
                        reading?: string;
                        save_mapping?: string;
                    };
                };
            };
            responses: {
                /** @description The job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try the whole file */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * @description What an empty cell does
                         * @enum {string}
                         */
                        blanks?: "leave" | "clear";
                        /** @description JSON {column: {on_bad: refuse, empty or create, words: {word of the file: code or id}}} */
                        columns?: string;
                        /** @description JSON {field: value} */
                        defaults?: string;
                        /** @description A file, or the number of one sent before */
                        file: Blob | number;
                        /** @description JSON [names of keys that the preview offers] */
                        identify_by?: string;
                        /** @description JSON {column: field}; left out: as proposed */
                        mapping?: string;
                        /** @enum {string} */
                        mode?: "normal" | "migration";
                        object: string;
                        /** @enum {string} */
                        on_duplicate?: "skip" | "update" | "create";
                        /** @description JSON: how the file is read, as the preview's `reading` */
                        reading?: string;
                    };
                };
            };
            responses: {
                /** @description The job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobId"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved mappings */
        get: {
            parameters: {
                query?: {
                    /** @description Those of one object */
                    object?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Mappings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Mapping"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Save a mapping */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        columns?: {
                            [key: string]: components["schemas"]["Decision"];
                        };
                        mapping: {
                            [key: string]: string;
                        };
                        name: string;
                        object: string;
                    };
                };
            };
            responses: {
                /** @description Saved */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mapping"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/mappings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a mapping */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Gone */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Propose the mapping */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * @description What an empty cell does
                         * @enum {string}
                         */
                        blanks?: "leave" | "clear";
                        /** @description JSON {column: {on_bad: refuse, empty or create, words: {word of the file: code or id}}} */
                        columns?: string;
                        /** @description JSON {field: value} */
                        defaults?: string;
                        /** @description A file, or the number of one sent before */
                        file: Blob | number;
                        /** @description JSON [names of keys that the preview offers] */
                        identify_by?: string;
                        /** @description JSON {column: field}; left out: as proposed */
                        mapping?: string;
                        /** @enum {string} */
                        mode?: "normal" | "migration";
                        object: string;
                        /** @enum {string} */
                        on_duplicate?: "skip" | "update" | "create";
                        /** @description JSON: how the file is read, as the preview's `reading` */
                        reading?: string;
                    };
                };
            };
            responses: {
                /** @description Columns, samples, problems */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an import stands */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Counts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Import"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/errors.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Failed rows with reasons */
        get: {
            parameters: {
                query?: {
                    /** @description Its language: a link sends no header */
                    locale?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A workbook */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What undoing an import would do */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description In numbers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UndoForeseen"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Undo an import */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobId"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is derived again from the rows, and where it differs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By check */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Integrity"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/integrity/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Derive everything again now */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobId"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long work stands */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask it to stop */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The job */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links of a record, without their tokens */
        get: {
            parameters: {
                query?: {
                    /** @description Its object */
                    object?: string;
                    /** @description Its id */
                    id?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What links one may make, and those that are valid */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                expires_at: string;
                                id: number;
                                /** @description In the reader's language */
                                label: string;
                                /** Format: date-time */
                                last_opened_at: string | null;
                                opened_count: number;
                                purpose: string;
                            }[];
                            purposes: {
                                days: number;
                                label: string;
                                name: string;
                            }[];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Make a public link */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description How long it is valid */
                        days?: number | null;
                        id: number;
                        object: string;
                        purpose: string;
                    };
                };
            };
            responses: {
                /** @description Its address is told once */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            expires_at: string;
                            id: number;
                            /** @description In the reader's language */
                            label: string;
                            /** Format: date-time */
                            last_opened_at: string | null;
                            opened_count: number;
                            purpose: string;
                            url: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw a link */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Withdrawn */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The live channel (SSE) on a port of its own */
        get: {
            parameters: {
                query?: {
                    /** @description Milliseconds since the page was begun */
                    age?: number;
                    /** @description The last id that was heard, as Last-Event-ID */
                    after?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Where it listens */
                307: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: components["responses"]["E404"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meta/objects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Objects */
        get: {
            parameters: {
                query?: {
                    /** @description Labels in every language */
                    labels?: "all";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Objects */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Objects"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meta/objects/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One object */
        get: {
            parameters: {
                query?: {
                    /** @description Labels in every language */
                    labels?: "all";
                };
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Fields, actions, views */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ObjectMeta"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meta/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Regions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tree */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Region"][];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reminders */
        get: {
            parameters: {
                query?: {
                    /** @description Of one kind */
                    kind?: string;
                    /** @description Unread ones alone */
                    unread?: "true" | "false";
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Reminders */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Notifications"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** By which channels the caller is told */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description His choice */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preferences"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        /** Choose the channels */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        items: {
                            channels?: string[];
                            /** @enum {string} */
                            digest?: "none" | "daily";
                            kind?: string;
                            quiet_from?: string | null;
                            quiet_to?: string | null;
                        }[];
                    };
                };
            };
            responses: {
                /** @description His choice */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preferences"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark as read */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        ids?: number[];
                        kind?: string;
                    };
                };
            };
            responses: {
                /** @description Marked */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OpenAPI 3.1 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits and what was given up */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Counts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Backlog"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/dead_letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deliveries of events that were given up */
        get: {
            parameters: {
                query?: {
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeadLetters"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/failed_jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs that failed */
        get: {
            parameters: {
                query?: {
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FailedJobs"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/webhook_deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deliveries of webhooks that were given up */
        get: {
            parameters: {
                query?: {
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeadDeliveries"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{of}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give up for good, with a reason */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    of: "dead_letters" | "failed_jobs" | "webhook_deliveries";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        ids?: number[];
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description How many */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Affected"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{of}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try again what was given up */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    of: "dead_letters" | "failed_jobs" | "webhook_deliveries";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        all?: boolean;
                        ids?: number[];
                    };
                };
            };
            responses: {
                /** @description How many */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Affected"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prices/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What something costs, and why */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account?: number | null;
                        /** @description The base currency if it is not given */
                        currency?: string | null;
                        lines: {
                            product: number;
                            /** @description 1 if it is not given */
                            quantity?: string;
                            unit?: number | null;
                        }[];
                        /**
                         * Format: date
                         * @description Today if it is not given
                         */
                        on?: string | null;
                        /** @description Who sells; the caller if it is not given */
                        owner?: number | null;
                    };
                };
            };
            responses: {
                /** @description By line */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items?: {
                                book?: string | null;
                                candidates: {
                                    book?: string | null;
                                    /** @description The smallest change after which it gives the price */
                                    change?: {
                                        field?: string;
                                        value?: string | number | null;
                                    } | null;
                                    discount_rate?: string | null;
                                    from_quantity?: string | null;
                                    price?: string | null;
                                    source?: string;
                                    unit?: number | null;
                                    /** @description null: it gives the price */
                                    why_not?: string | null;
                                }[];
                                entry?: number | null;
                                is_sellable?: boolean;
                                source: string | null;
                                unit_price: string | null;
                            }[];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prices/range": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What may be sold to an account */
        get: {
            parameters: {
                query?: {
                    /** @description The account */
                    account?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A filter over products; null: everything */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            filter?: Record<string, never> | null;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/print-templates/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a template may begin with */
        get: {
            parameters: {
                query?: {
                    /** @description The object that is printed */
                    object?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description In order */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["PrintPreset"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/print-templates/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A record with a content that is not kept yet */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        content: {
                            [key: string]: unknown;
                        };
                        id: number;
                        object: string;
                        /** @description Whose picture is shown */
                        template?: number | null;
                    };
                };
            };
            responses: {
                /** @description The first pages */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintedPages"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/links/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a link shows */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            buttons: {
                                about_lines: boolean;
                                is_danger: boolean;
                                label: string;
                                line_label: string;
                                needs_name: boolean;
                                /** @enum {unknown} */
                                remark: "none" | "optional" | "required";
                                verb: string;
                            }[];
                            columns: {
                                is_number: boolean;
                                label: string;
                                name: string;
                            }[];
                            company: string;
                            /** Format: date-time */
                            expires_at: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            lines: {
                                cells: {
                                    [key: string]: string;
                                };
                                id: number;
                                remark: string;
                            }[];
                            note: string;
                            purpose: string;
                            title: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Answer by a link; needs an Idempotency-Key */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Remarks by line */
                        lines?: {
                            [key: string]: string;
                        };
                        /** @description Who answers */
                        name: string;
                        remark?: string;
                        /** @description Of one of the buttons */
                        verb: string;
                    };
                };
            };
            responses: {
                /** @description The page as it stands then */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            buttons: {
                                about_lines: boolean;
                                is_danger: boolean;
                                label: string;
                                line_label: string;
                                needs_name: boolean;
                                /** @enum {unknown} */
                                remark: "none" | "optional" | "required";
                                verb: string;
                            }[];
                            columns: {
                                is_number: boolean;
                                label: string;
                                name: string;
                            }[];
                            company: string;
                            /** Format: date-time */
                            expires_at: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            lines: {
                                cells: {
                                    [key: string]: string;
                                };
                                id: number;
                                remark: string;
                            }[];
                            note: string;
                            purpose: string;
                            title: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/links/{token}/openings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Told by the page when somebody looks at it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Counted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/receivables/ageing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For how long what is owed has been due */
        get: {
            parameters: {
                query?: {
                    /** @description Today if it is not given; of a past day what was known then */
                    on?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By days overdue */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The sum of the buckets */
                            amount: string;
                            buckets: {
                                amount: string;
                                count: number;
                                /** @description The records; null of a past day, since no list tells what was open then */
                                drill: {
                                    filter: Record<string, never>;
                                    object: string;
                                } | null;
                                /** @description In the reader's language */
                                label: string;
                                /** @enum {unknown} */
                                name: "not_due" | "days_1_30" | "days_31_60" | "days_61_90" | "days_over_90";
                            }[];
                            /** Format: date */
                            on: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/account/{id}/credit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the credit of an account stands */
        get: {
            parameters: {
                query?: {
                    /** @description An order of the account */
                    order?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description As of now; with an order, as it is without it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Of the narrowest limit, those of accounts above it included */
                            available_amount: string | null;
                            /** @description Nobody has to decide about the order because of credit */
                            is_within?: boolean;
                            /** @description null: there is no limit */
                            limit_amount: string | null;
                            /** @description Of the order that was asked about */
                            order_amount?: string;
                            overdue_amount: string;
                            overdue_days: number;
                            /** @description In the reader's language */
                            reasons: string[];
                            /** @description What the order leaves */
                            remaining_amount?: string | null;
                            used_amount: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/account/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The statement of an account */
        get: {
            parameters: {
                query?: {
                    /** @description The first of the month if it is not given */
                    start_on?: string;
                    /** @description Today if it is not given */
                    end_on?: string;
                    /** @description With what was known at the end of this day */
                    as_of?: string;
                    /** @description With the accounts below it */
                    group?: boolean;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What was owed, what happened, what is owed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date */
                            as_of: string;
                            closing_amount: string;
                            /** Format: date */
                            end_on: string;
                            entries: {
                                /** @description Owed more; negative: less */
                                amount: string;
                                balance_amount: string;
                                /**
                                 * Format: date
                                 * @description Of a period that was closed
                                 */
                                corrects_on: string | null;
                                document: {
                                    id: number;
                                    name: string;
                                    object: string;
                                };
                                /** @enum {unknown} */
                                kind: "receivable" | "payment" | "refund" | "forgone" | "write_off";
                                /** Format: date */
                                on: string;
                            }[];
                            opening_amount: string;
                            /** Format: date */
                            start_on: string;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/sales_order/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an order has come */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Its steps, and those of its shipments that the caller sees */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: date */
                            expected_delivery_on: string | null;
                            shipments: {
                                carrier?: string | null;
                                /** Format: date */
                                expected_delivery_on?: string | null;
                                id: number;
                                number: string | null;
                                /** Format: date-time */
                                prepared_at?: string | null;
                                /** Format: date-time */
                                received_at?: string | null;
                                /** Format: date */
                                received_on?: string | null;
                                /** Format: date-time */
                                shipped_at?: string | null;
                                status: string | null;
                                tracking_no?: string | null;
                            }[];
                            steps: {
                                /** Format: date-time */
                                at: string | null;
                                is_current: boolean;
                                is_done: boolean;
                                /** @description In the reader's language */
                                label: string;
                                /** @enum {unknown} */
                                name: "created" | "approved" | "prepared" | "shipped" | "received" | "completed" | "cancelled";
                            }[];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** List records */
        get: {
            parameters: {
                query?: {
                    /** @description Comma-separated fields, dotted paths allowed */
                    fields?: string;
                    /** @description Filter as JSON */
                    filter?: string;
                    /** @description A preset's name or a saved view's id */
                    view?: string;
                    /** @description Search text */
                    q?: string;
                    /** @description -created_at,name: at most three */
                    sort?: string;
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                    /** @description How to count */
                    count?: "capped" | "exact" | "none";
                    /** @description The recycle bin */
                    deleted?: "true" | "false";
                };
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Record"][];
                            next_cursor: string | null;
                            total?: number | null;
                            total_is_exact?: boolean;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Create record */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key and body within 24 h answers the first result again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Record_write"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Record"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
                action: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a verb (many) */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key and body within 24 h answers the first result again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    object: string;
                    action: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        expected_count?: number;
                        filter?: components["schemas"]["Filter"] | null;
                        ids?: number[];
                        params?: {
                            [key: string]: unknown;
                        };
                        q?: string;
                        view?: string;
                    };
                };
            };
            responses: {
                /** @description One result an id */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Results"];
                    };
                };
                /** @description A job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobId"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/aggregate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Groups and measures */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter?: components["schemas"]["Filter"] | null;
                        groups?: (string | {
                            bucket?: string;
                            field: string;
                        })[];
                        measures?: {
                            agg: string;
                            as: string;
                            field?: string;
                        }[];
                        q?: string;
                        view?: string;
                    };
                };
            };
            responses: {
                /** @description Groups */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Groups"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Many rows at once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key and body within 24 h answers the first result again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        atomic?: boolean;
                        create?: components["schemas"]["Record_write"][];
                        delete?: number[];
                        key?: string;
                        update?: ({
                            id: number;
                        } & {
                            [key: string]: unknown;
                        })[];
                        upsert?: components["schemas"]["Record_write"][];
                    };
                };
            };
            responses: {
                /** @description One result a row */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Results"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Likely duplicates of values or of a record */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id?: number;
                        values?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description As far as policy shows them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Duplicate"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/external/{source}/{external_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Create or update by outside key */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    source: string;
                    external_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Record_write"];
                };
            };
            responses: {
                /** @description Updated */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Record"];
                    };
                };
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Record"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/print": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Print records */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        fields?: string[];
                        filter?: components["schemas"]["Filter"] | null;
                        q?: string;
                        sort?: string[];
                        view?: string;
                    };
                };
            };
            responses: {
                /** @description The records, and who prints them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintedList"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/print/documents": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One PDF of several records */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        ids: number[];
                        /** @description The id of a template or the code of a preset */
                        template?: string;
                    };
                };
            };
            responses: {
                /** @description The PDF */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": Blob;
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/query": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Query records */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        count?: "capped" | "exact" | "none";
                        cursor?: string | null;
                        deleted?: boolean;
                        fields?: string[];
                        filter?: components["schemas"]["Filter"] | null;
                        limit?: number;
                        q?: string;
                        sort?: string[];
                        view?: string;
                    };
                };
            };
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Record"][];
                            next_cursor: string | null;
                            total?: number | null;
                            total_is_exact?: boolean;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Read one record */
        get: {
            parameters: {
                query?: {
                    /** @description Comma-separated fields, dotted paths allowed */
                    fields?: string;
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description record */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Record"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        /** To the recycle bin */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        /** Change record */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Record_write"];
                };
            };
            responses: {
                /** @description Changed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Record"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        trace?: never;
    };
    "/records/{object}/{id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Why one may or may not */
        get: {
            parameters: {
                query?: {
                    /** @description Another user, for administrators */
                    user?: number;
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Why one may or may not */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccessTold"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/actions/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
                action: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a verb */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The same key and body within 24 h answers the first result again */
                    "Idempotency-Key"?: string;
                };
                path: {
                    object: string;
                    action: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description The changed record, or what the action returns */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/anonymise": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** What anonymising would touch */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description With counts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Anonymised"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Its comments, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description From the page before */
                    cursor?: string;
                    /** @description Rows */
                    limit?: number;
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Comments"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Attachments */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Attachments */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Attachment"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/follow": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Whether one follows it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FollowState"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Follow it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        /** Follow it no more */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Who changed what */
        get: {
            parameters: {
                query?: {
                    /** @description From the page before */
                    cursor?: string;
                    /** @description Rows */
                    limit?: number;
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Who changed what */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["HistoryEntry"][];
                            next_cursor: string | null;
                            total?: number | null;
                            total_is_exact?: boolean;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/personal_copy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Everything about a person */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description In sections */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonalCopy"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/personal_copy/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same as a file */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description The job; its file is that of an export */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/print": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** One record as a PDF */
        get: {
            parameters: {
                query?: {
                    /** @description Without one, the default */
                    template?: string;
                    /** @description Of the answer */
                    format?: "pdf" | "pages";
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The PDF, or with `format=pages` its first pages */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintedPages"];
                        "application/pdf": Blob;
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Print one record */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The record, and who prints it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PrintedRecord"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/print/mail": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail it as a PDF */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        subject: string;
                        /** @description The id of a template or the code of a preset */
                        template?: string;
                        text?: string;
                        to: string[];
                    };
                };
            };
            responses: {
                /** @description The job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobId"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/print/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Addresses to mail it to */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description At most 20 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["PrintRecipient"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/print/templates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Templates to print it with */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description In order */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["PrintChoice"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Its comments are read */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/related/{relation}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Rows that point at it */
        get: {
            parameters: {
                query?: {
                    /** @description Comma-separated fields, dotted paths allowed */
                    fields?: string;
                    /** @description Filter as JSON */
                    filter?: string;
                    /** @description A preset's name or a saved view's id */
                    view?: string;
                    /** @description Search text */
                    q?: string;
                    /** @description -created_at,name: at most three */
                    sort?: string;
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                    /** @description How to count */
                    count?: "capped" | "exact" | "none";
                    /** @description The recycle bin */
                    deleted?: "true" | "false";
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                    relation: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Record"][];
                            next_cursor: string | null;
                            total?: number | null;
                            total_is_exact?: boolean;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reveal a masked value */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        field: string;
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description The value */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Revealed"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/team": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Related team members */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Members */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Member"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Add a member */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        access?: "read" | "edit";
                        role?: string;
                        user: number;
                    };
                };
            };
            responses: {
                /** @description Members */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Member"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/team/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    object: string;
                    id: number;
                    user: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Removed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/{object}/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                object: string;
            };
            cookie?: never;
        };
        /** Everything that happened */
        get: {
            parameters: {
                query?: {
                    /** @description From the page before */
                    cursor?: string;
                    /** @description Rows */
                    limit?: number;
                };
                header?: never;
                path: {
                    object: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Everything that happened */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["TimelineEntry"][];
                            next_cursor: string | null;
                            total?: number | null;
                            total_is_exact?: boolean;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved reports */
        get: {
            parameters: {
                query?: {
                    /** @description Comma-separated fields, dotted paths allowed */
                    fields?: string;
                    /** @description Filter as JSON */
                    filter?: string;
                    /** @description A preset's name or a saved view's id */
                    view?: string;
                    /** @description Search text */
                    q?: string;
                    /** @description -created_at,name: at most three */
                    sort?: string;
                    /** @description Rows of a page */
                    limit?: number;
                    /** @description From the page before */
                    cursor?: string;
                    /** @description How to count */
                    count?: "capped" | "exact" | "none";
                    /** @description The recycle bin */
                    deleted?: "true" | "false";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page, as of any object */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        /** Save a report */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description The report */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a spec */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Whether a job runs it, which has longer */
                        as_job?: boolean;
                        /** @description Whether to tell what the figures are */
                        explain?: boolean;
                        spec: {
                            object: string;
                        } & {
                            [key: string]: unknown;
                        };
                    } | ({
                        object: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            responses: {
                /** @description Its figures */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReportAnswer"];
                    };
                };
                /** @description The job, with `as_job` */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A run by a job, for whoever asked, for a day */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Its state, and the answer when it is done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReportRun"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Presets that the caller may run */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description In order */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ReportTemplate"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/templates/{code}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workbook of a preset */
        get: {
            parameters: {
                query?: {
                    /** @description Of the file */
                    format?: "xlsx";
                    /** @description Filter as JSON, besides the report's own */
                    filter?: string;
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The workbook */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Blob;
                    };
                };
                /** @description It takes long: the job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/templates/{code}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a preset */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @description Whether a job runs it, which has longer */
                        as_job?: boolean;
                        /** @description Whether to tell what the figures are */
                        explain?: boolean;
                        filter?: components["schemas"]["Filter"] | null;
                    };
                };
            };
            responses: {
                /** @description Its figures */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReportAnswer"];
                    };
                };
                /** @description The job, with `as_job` */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A saved report */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The report */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workbook of a saved report */
        get: {
            parameters: {
                query?: {
                    /** @description Of the file */
                    format?: "xlsx";
                    /** @description Filter as JSON, besides the report's own */
                    filter?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The workbook */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Blob;
                    };
                };
                /** @description It takes long: the job */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a saved report */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @description Whether a job runs it, which has longer */
                        as_job?: boolean;
                        /** @description Whether to tell what the figures are */
                        explain?: boolean;
                        filter?: components["schemas"]["Filter"] | null;
                    };
                };
            };
            responses: {
                /** @description Its figures */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReportAnswer"];
                    };
                };
                /** @description The job, with `as_job` */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Started"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is kept, and for how long */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description By kind */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Retention"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search everything */
        get: {
            parameters: {
                query?: {
                    /** @description Text */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Found */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Hit"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings */
        get: {
            parameters: {
                query?: {
                    /** @description Settings of one department */
                    department?: number;
                    /** @description Settings of one object */
                    object?: string;
                    /** @description Labels in every language */
                    labels?: "all";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Settings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings */
        patch: {
            parameters: {
                query?: {
                    /** @description Settings of one department */
                    department?: number;
                    /** @description Settings of one object */
                    object?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description Settings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        trace?: never;
    };
    "/todos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Work lists with their numbers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What waits for the caller */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Todo"][];
                        };
                    };
                };
                400: components["responses"]["E400"];
                401: components["responses"]["E401"];
                403: components["responses"]["E403"];
                404: components["responses"]["E404"];
                405: components["responses"]["E405"];
                409: components["responses"]["E409"];
                413: components["responses"]["E413"];
                422: components["responses"]["E422"];
                429: components["responses"]["E429"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Absence: {
            from_on: string | null;
            substitute: components["schemas"]["Person"] | null;
            takes_open: boolean;
            until_on: string | null;
        };
        /** @description A field that is limited for the person, in words. */
        AccessField: {
            by: components["schemas"]["Reference"][];
            field: string;
            label: string;
            /** @enum {string} */
            level: "hidden" | "masked" | "masked_edit" | "read";
            text: string;
            would: components["schemas"]["AccessWay"][];
        };
        AccessLine: {
            allowed: boolean;
            by: components["schemas"]["Reference"][];
            label?: string;
            operation: string;
            rule: string;
            text: string;
            would: components["schemas"]["AccessWay"][];
        };
        AccessTold: {
            fields: components["schemas"]["AccessField"][];
            items: components["schemas"]["AccessLine"][];
        };
        /** @description What would change a refusal. by: the records that it is about, of those that the reader may see. */
        AccessWay: {
            by: components["schemas"]["Reference"][];
            text: string;
        };
        ActionMeta: {
            confirm: components["schemas"]["Label"];
            danger: boolean;
            done: components["schemas"]["Label"];
            fields: components["schemas"]["FieldMeta"][];
            label: components["schemas"]["Label"];
            name: string;
            on_list: boolean;
            on_record: boolean;
            opens: string[];
            params: {
                [key: string]: unknown;
            };
            placement: string;
            shows: string[];
        };
        Affected: {
            count: number;
        };
        /** @description What anonymising would touch; fields: the labels of those that hold something. */
        Anonymised: {
            fields: string[];
            files: number;
            history: number;
            notices: number;
            records: components["schemas"]["Touched"][];
        };
        /** @description How far the pending approval of a record is. task: the caller's own; may: what he may do now. */
        ApprovalBlock: {
            approvers: unknown[];
            is_returned: boolean;
            may: string[];
            next: string;
            number: string;
            open_fields: string[];
            request: number;
            step: string;
            task: number | null;
            trigger: string;
            waiting_hours: unknown;
        } & {
            [key: string]: unknown;
        };
        /** @description One value before and after, in words. */
        ApprovalCell: {
            field: string;
            label: string;
            new: unknown;
            old: unknown;
        };
        /** @description What was changed since the caller decided last. */
        ApprovalChange: {
            field: string;
            id: number;
            label: string;
            new: unknown;
            object: string;
            old: unknown;
        };
        ApprovalComment: {
            at: string | null;
            author: components["schemas"]["Person"] | null;
            content: string;
            files: components["schemas"]["File"][];
            id: number;
            /** @enum {string} */
            kind: "comment" | "urge" | "admin";
        };
        ApprovalCounts: {
            todo: number;
        };
        /** @description A task with everything beside its buttons. */
        ApprovalDecision: {
            acting_for: components["schemas"]["Person"] | null;
            approver: components["schemas"]["Person"] | null;
            changes: components["schemas"]["ApprovalChange"][];
            comment: string;
            decided_at: string | null;
            due_at: string | null;
            facts: components["schemas"]["ApprovalFact"][];
            files: components["schemas"]["File"][];
            group: string;
            id: number;
            last_urged_at: string | null;
            opened_at: string | null;
            origin: string;
            reason: string;
            record_version: number | null;
            /** @enum {string} */
            reject_to: "end" | "applicant" | "step";
            request: components["schemas"]["ApprovalRequest"];
            returnable: components["schemas"]["ApprovalStepName"][];
            round: number;
            /** @enum {string} */
            status: "open" | "waiting" | "approved" | "rejected" | "transferred" | "not_needed" | "cancelled";
            step: components["schemas"]["ApprovalStepName"];
            task: number;
            waiting_hours: components["schemas"]["ApprovalHours"] | null;
        };
        ApprovalDefinitionPart: {
            id: number;
            name: string;
            version: number;
        };
        /** @description What an action would change of a record, or has changed once it is approved, as the caller may see it. */
        ApprovalDifference: {
            fields: components["schemas"]["ApprovalCell"][];
            lines: components["schemas"]["ApprovalLine"][];
        };
        ApprovalFact: {
            label: string;
            name: string;
            type: components["schemas"]["FieldType"] | null;
            value: unknown;
        };
        /** @description A fact that a higher package knows. name: beside the buttons; field: as conditions read it. */
        ApprovalFactOption: {
            field: components["schemas"]["FieldMeta"];
            name: string;
        };
        /** @description How long something waited, or waits until now, in hours by the clock and in working hours. */
        ApprovalHours: {
            clock: string;
            working: string;
        };
        ApprovalInbox: {
            counts: components["schemas"]["ApprovalCounts"];
            items: (components["schemas"]["ApprovalItem"] | components["schemas"]["ApprovalTaskItem"])[];
            next_cursor: string | null;
        };
        /** @description A line of the inbox: a request, or what was returned to the caller. */
        ApprovalItem: {
            card: components["schemas"]["ApprovalShown"][];
            id: number;
            /** @enum {string} */
            kind: "request" | "resubmit";
            object_label: string;
            record: components["schemas"]["ApprovalRecord"];
            request: components["schemas"]["ApprovalRequestPart"];
        };
        /** @description A line of the record that is added, changed or removed; cells also tell what stays. */
        ApprovalLine: {
            cells: components["schemas"]["ApprovalCell"][];
            /** @enum {string} */
            kind: "added" | "changed" | "removed";
            object: string;
        };
        /** @description A record that is being approved. id: of the record; task: the caller's own open one. */
        ApprovalMark: {
            id: number;
            is_returned: boolean;
            request: number;
            task: number | null;
        };
        ApprovalMarks: {
            items: components["schemas"]["ApprovalMark"][];
        };
        ApprovalNoticeText: {
            text: string;
            user: components["schemas"]["Person"] | null;
        };
        ApprovalNoticeTexts: {
            items: components["schemas"]["ApprovalNoticeText"][];
        };
        ApprovalOptions: {
            facts: components["schemas"]["ApprovalFactOption"][];
            people_fields: components["schemas"]["ApprovalPathOption"][];
            team_records: components["schemas"]["ApprovalTeamOption"][];
            team_roles: string[];
        };
        ApprovalPathOption: {
            label: string;
            path: string;
        };
        ApprovalPeople: {
            people: components["schemas"]["ApprovalPerson"][];
        };
        ApprovalPerson: {
            acting_for: components["schemas"]["Person"] | null;
            group: string;
            id: number;
            name: string | null;
        };
        ApprovalReader: {
            at: string | null;
            read_at: string | null;
            user: components["schemas"]["Person"] | null;
        };
        /** @description The record; without a name where the caller may not see it. currency: of its amounts, null where it has none of its own. */
        ApprovalRecord: {
            currency: string | null;
            id: number;
            name: string;
            object: string;
            visible: boolean;
        };
        /** @description A request with its way so far and ahead. task: the caller's own open one; may: what he may do now. */
        ApprovalRequest: {
            action: string;
            applicant: components["schemas"]["Person"] | null;
            asked_for: components["schemas"]["ApprovalShown"][];
            card: components["schemas"]["ApprovalShown"][];
            closed_at: string | null;
            comments: components["schemas"]["ApprovalComment"][];
            definition: components["schemas"]["ApprovalDefinitionPart"];
            failure: string;
            foreseen: components["schemas"]["ApprovalDifference"] | null;
            id: number;
            is_returned: boolean;
            may: ("comment" | "approve" | "reject" | "transfer" | "add_approver" | "grab" | "urge" | "withdraw" | "resubmit" | "cancel" | "reroute")[];
            number: string;
            object_label: string;
            open_fields: string[];
            readers: components["schemas"]["ApprovalReader"][];
            record: components["schemas"]["ApprovalRecord"];
            round: number;
            started_at: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "withdrawn" | "cancelled";
            steps: components["schemas"]["ApprovalStep"][];
            task: number | null;
            /** @enum {string} */
            trigger: "create" | "submit" | "change" | "action";
        };
        ApprovalRequestPart: {
            action: string;
            applicant: components["schemas"]["Person"] | null;
            closed_at: string | null;
            failure: string;
            id: number;
            is_returned: boolean;
            number: string;
            round: number;
            started_at: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "withdrawn" | "cancelled";
            /** @enum {string} */
            trigger: "create" | "submit" | "change" | "action";
        };
        ApprovalRequests: {
            items: components["schemas"]["ApprovalRequest"][];
        };
        ApprovalResult: {
            error?: components["schemas"]["Problem"];
            id?: number;
            index?: number;
            ok?: boolean;
        };
        ApprovalResults: {
            results: components["schemas"]["ApprovalResult"][];
        };
        /** @description A value of the record as the record itself answers it. */
        ApprovalShown: {
            field: string;
            label: string;
            value: unknown;
        };
        /** @description A step in one round; "future": it may still come. */
        ApprovalStep: {
            conditional: boolean;
            group: number;
            key: number;
            name: string;
            /** @enum {string} */
            need: "all" | "any" | "count" | "per_group" | "first";
            need_count: number;
            reason: string;
            round: number;
            /** @enum {string} */
            status: "open" | "passed" | "skipped" | "carried" | "rejected" | "cancelled" | "future";
            tasks: components["schemas"]["ApprovalTask"][];
        };
        ApprovalStepName: {
            key: number;
            name: string;
        };
        /** @description What one person has, or had, to decide. */
        ApprovalTask: {
            acting_for: components["schemas"]["Person"] | null;
            approver: components["schemas"]["Person"] | null;
            comment: string;
            decided_at: string | null;
            due_at: string | null;
            files: components["schemas"]["File"][];
            group: string;
            last_urged_at: string | null;
            opened_at: string | null;
            origin: string;
            reason: string;
            record_version: number | null;
            round: number;
            /** @enum {string} */
            status: "open" | "waiting" | "approved" | "rejected" | "transferred" | "not_needed" | "cancelled";
            step: components["schemas"]["ApprovalStepName"];
            task: number;
            waiting_hours: components["schemas"]["ApprovalHours"] | null;
        };
        /** @description A line of the inbox: a task. */
        ApprovalTaskItem: {
            acting_for: components["schemas"]["Person"] | null;
            approver: components["schemas"]["Person"] | null;
            card: components["schemas"]["ApprovalShown"][];
            comment: string;
            decided_at: string | null;
            due_at: string | null;
            files: components["schemas"]["File"][];
            group: string;
            id: number;
            /** @constant */
            kind: "task";
            last_urged_at: string | null;
            object_label: string;
            opened_at: string | null;
            origin: string;
            reason: string;
            record: components["schemas"]["ApprovalRecord"];
            record_version: number | null;
            request: components["schemas"]["ApprovalRequestPart"];
            round: number;
            /** @enum {string} */
            status: "open" | "waiting" | "approved" | "rejected" | "transferred" | "not_needed" | "cancelled";
            step: components["schemas"]["ApprovalStepName"];
            task: number;
            waiting_hours: components["schemas"]["ApprovalHours"] | null;
        };
        /** @description Whose team it is: the record itself (field "") or what a reference of it names. */
        ApprovalTeamOption: {
            field: string;
            label: string;
            object: string;
        };
        ApprovalUncovered: {
            items: components["schemas"]["ApprovalUncoveredObject"][];
        };
        ApprovalUncoveredObject: {
            label: string;
            object: string;
        };
        AreaMeta: {
            group: string;
            group_label: components["schemas"]["Label"];
            label: components["schemas"]["Label"];
            name: string;
            position: number;
        };
        /** @description Who acted as the person when. */
        Assistance: {
            at: string;
            by: string | null;
            minutes: number;
            reason: string;
        };
        Attachment: {
            created_at: string;
            created_by: components["schemas"]["Reference"];
            id: number;
            name: string;
            size: number;
            type: string;
        };
        AuthConfig: {
            company: string;
            demo_logins: components["schemas"]["DemoLogin"][];
            demo_password: string | null;
            is_demo: boolean;
            is_new: boolean;
            locales: string[];
            password_rules: string[];
            provider: string | null;
        };
        /** @description One rule at work on one record. changes: what the history of that record says of it. */
        AutomationRun: {
            cause: components["schemas"]["RunCause"];
            caused: components["schemas"]["CausedRun"][];
            changes: components["schemas"]["RunChange"][];
            created_at: string;
            depth: number;
            due_at: string | null;
            error: string;
            finished_at: string | null;
            id: number;
            record: components["schemas"]["guike__entry__openapi__shapes__automation__NamedRecord"] | null;
            replays: number | null;
            revision: number;
            rule: components["schemas"]["RuleName"];
            run_as: components["schemas"]["Person"] | null;
            started_at: string | null;
            status: string;
            steps: components["schemas"]["RuleStep"][];
        };
        Backlog: {
            events: components["schemas"]["EventBacklog"];
            jobs: components["schemas"]["JobBacklog"];
            reminders: components["schemas"]["ReminderBacklog"];
            webhooks: components["schemas"]["WebhookBacklog"];
        };
        /** @description What a rule would have done. events: how many were looked through; is_all: whether these are all there were. */
        Backtest: {
            by_day: {
                [key: string]: number;
            };
            days: number;
            effects: components["schemas"]["Effects"];
            events: number;
            is_all: boolean;
            meets: components["schemas"]["Met"][];
            records: number;
            samples: components["schemas"]["Sample"][];
            times: number;
        };
        /** @description How many records of another object were created beside those of the file. */
        Beside: {
            count: number;
            label: string;
            object: string;
        };
        Calendar: {
            items: components["schemas"]["CalendarEntry"][];
            truncated: boolean;
            users: components["schemas"]["CalendarPerson"][];
        };
        /** @description users: in whose calendars among those asked for it stands; is_shut: somebody has it then, and there is no more to be seen. */
        CalendarEntry: {
            belongs_to: components["schemas"]["RecordId"] | null;
            color: string;
            end_at: string | null;
            id: number;
            is_closed: boolean;
            is_overdue: boolean;
            is_repeated: boolean;
            is_shut: boolean;
            kind: string | null;
            may_move: boolean;
            move: components["schemas"]["CalendarMove"];
            object: string;
            place: string | null;
            start_at: string;
            state: string | null;
            title: string;
            /** @enum {string} */
            type: "activity" | "task" | "visit" | "booking";
            users: components["schemas"]["Person"][];
        };
        CalendarFeed: {
            created_at: string;
            id: number;
            last_used_at: string | null;
            name: string;
        };
        /** @description How it is moved to another time: by the action with these parameters; without one by changing these fields. */
        CalendarMove: {
            action: string | null;
            end: string;
            start: string;
        };
        CalendarPerson: {
            department: string | null;
            id: number;
            is_me: boolean;
            name: string | null;
        };
        Cause: {
            code: string;
            label: string;
        };
        CauseRun: {
            id: number;
            rule: string;
        };
        CausedRun: {
            id: number;
            label: string;
            status: string;
        };
        Change: {
            field: string;
            label: string;
            new: unknown;
            old: unknown;
        };
        /** @description is_on: whether the company has set it up; sent_to: the caller's own address or number. is_retried: the last failure is not for good. */
        Channel: {
            channel: string;
            is_on: boolean;
            is_retried: boolean;
            label: string;
            last_error: string | null;
            sent_to: string | null;
        };
        /** @description The result of the job of `/imports/check`: what the rows of the whole file would become. */
        Checked: {
            beside: components["schemas"]["Beside"][];
            created: number;
            failed: number;
            groups: components["schemas"]["ProblemGroup"][];
            rows: number;
            skipped: number;
            updated: number;
        };
        Choice: {
            closed: boolean;
            code: string;
            color: string;
            is_active: boolean;
            label: components["schemas"]["Label"];
        };
        Comments: {
            follower_count: number;
            is_followed: boolean;
            items: components["schemas"]["FeedItem"][];
            next_cursor: string | null;
            total: number;
        };
        Company: {
            currency: string;
            is_demo: boolean;
            minor_units: {
                [key: string]: number;
            };
            name: string;
            timezone: string;
            /** @enum {string} */
            watermark: "off" | "records" | "everything";
        };
        CompanyStart: {
            company: string;
            currency: string;
            departments: number;
            is_demo: boolean;
            is_named: boolean;
            objects: components["schemas"]["StartObject"][];
            people: number;
            roles: number;
        };
        Condition: {
            field: string;
            op: components["schemas"]["Operator"];
            other?: string | null;
            value?: unknown;
        };
        DeadDeliveries: {
            items: components["schemas"]["DeadDelivery"][];
            next_cursor: string | null;
        };
        /** @description A delivery of a webhook that no receiver took. reason: in the company's language. */
        DeadDelivery: {
            at: string;
            attempts: number;
            event: string;
            id: number;
            reason: string;
            record: components["schemas"]["guike__entry__openapi__shapes__work__NamedRecord"];
            response_code: number | null;
            webhook: components["schemas"]["Reference"];
        };
        /** @description A delivery of an event that failed too often. id: the delivery's. */
        DeadLetter: {
            actor: components["schemas"]["Person"] | null;
            at: string;
            attempts: number;
            event: number;
            handler: string;
            id: number;
            kind: string;
            object: string | null;
            reason: string;
        };
        DeadLetters: {
            items: components["schemas"]["DeadLetter"][];
            next_cursor: string | null;
        };
        /** @description What becomes of a column's cells that cannot be taken as they stand; words: what they mean, as a code or id. */
        Decision: {
            /** @enum {string} */
            on_bad?: "refuse" | "empty" | "create";
            words?: {
                [key: string]: unknown;
            };
        };
        /** @description Records of the demo company; `added` and `changed`: by people since it was loaded. */
        DemoCleared: {
            added: number;
            changed: number;
            company: string;
            objects: components["schemas"]["DemoObject"][];
            people: number;
            records: number;
        };
        DemoLogin: {
            label: string;
            username: string;
        };
        DemoObject: {
            added: number;
            changed: number;
            label: string;
            object: string;
            records: number;
        };
        DemoStock: {
            added: number;
            changed: number;
            company: string;
            needs_password: boolean;
            objects: components["schemas"]["DemoObject"][];
            people: number;
            records: number;
        };
        DetailLayout: {
            header: string[];
            related: string[];
            sections: components["schemas"]["SectionMeta"][];
        };
        /** @description target: the object whose records are the values of a category; objects: what the dimension divides, in words. */
        Dimension: {
            choices: components["schemas"]["DimensionChoice"][];
            code: string;
            /** @enum {string} */
            kind: "department" | "account_class" | "region" | "category" | "choice_set";
            name: string;
            objects: string[];
            target: string | null;
        };
        DimensionChoice: {
            code: string;
            label: string;
        };
        DimensionPath: {
            label: string;
            path: string;
        };
        /** @description default: the path that the object takes when the dimension says nothing of it; "" where it is not divided then. */
        DimensionPaths: {
            default: string;
            label: string;
            object: string;
            paths: components["schemas"]["DimensionPath"][];
        };
        /** @description The list behind a figure. */
        Drill: {
            filter: components["schemas"]["Filter"];
            object: string;
        };
        Duplicate: {
            id: number | null;
            name: string | null;
            object: string;
            owner: components["schemas"]["Reference"] | null;
            reasons: string[];
            score: number;
            visible: boolean;
        };
        /** @description How many of a rule's records the person reaches before and after; capped. */
        EffectOnPerson: {
            now: number;
            then: number;
            user: components["schemas"]["Reference"];
        };
        /** @description changes: records by field; creates: records by object; tells: reminders; sends: what leaves the house. */
        Effects: {
            changes: {
                [key: string]: number;
            };
            creates: {
                [key: string]: number;
            };
            is_all: boolean;
            sends: number;
            tells: number;
        };
        /** @description events: not yet spread to their handlers; pending: deliveries still to be made; dead: given up. */
        EventBacklog: {
            dead: number;
            events: number;
            last_hour: number;
            oldest_at: string | null;
            pending: number;
        };
        Export: {
            created_at: string;
            done: number;
            fields: string[];
            file: components["schemas"]["File"] | null;
            /** @enum {string} */
            format: "xlsx" | "csv" | "zip";
            id: number;
            job: number;
            object: string;
            result: unknown;
            rows: number | null;
            status: components["schemas"]["JobStatus"];
            total: number | null;
        };
        ExportSummary: {
            created_at: string;
            fields: string[];
            file: components["schemas"]["File"] | null;
            finished_at: string | null;
            /** @enum {string} */
            format: "xlsx" | "csv" | "zip";
            id: number;
            job: number;
            object: string;
            rows: number;
            status: components["schemas"]["JobStatus"];
            user: components["schemas"]["Reference"] | null;
        };
        Exports: {
            items: components["schemas"]["ExportSummary"][];
            next: number | null;
        };
        FailedJob: {
            created_at: string;
            created_by: components["schemas"]["Person"] | null;
            done: number;
            finished_at: string | null;
            id: number;
            kind: string;
            label: string;
            reason: string;
            total: number | null;
        };
        FailedJobs: {
            items: components["schemas"]["FailedJob"][];
            next_cursor: string | null;
        };
        /** @description subject: the record that is liked and commented on where this stands; attached: records that a comment points at. */
        FeedItem: {
            at: string;
            attached?: components["schemas"]["Named"][];
            audience?: string;
            author: components["schemas"]["Person"] | null;
            changes?: components["schemas"]["Change"][];
            comment_count: number;
            content: string;
            files?: components["schemas"]["File"][];
            id: number;
            is_mine?: boolean;
            kind: string;
            likes: components["schemas"]["Likes"] | null;
            mentions?: (components["schemas"]["Person"] | null)[];
            parent?: number | null;
            reads?: components["schemas"]["Reads"];
            related: components["schemas"]["Named"][];
            subject: components["schemas"]["Subject"];
            title?: string;
            /** @enum {string} */
            type: "post" | "comment" | "entry";
        };
        FeedPage: {
            items: components["schemas"]["FeedItem"][];
            next_cursor: string | null;
        };
        FieldMeta: {
            choices: components["schemas"]["Choice"][];
            create_only: boolean;
            custom: boolean;
            default: unknown;
            discount: ("to_pay" | "off") | null;
            filterable: boolean;
            groupable: boolean;
            help: components["schemas"]["Label"];
            holds: ("currency" | "timezone" | "filter" | "columns" | "order" | "match" | "layout" | "repeat" | "faults" | "parties" | "members" | "dimensions" | "paths" | "ordinal" | "balance" | "told" | "raw" | "price") | null;
            in_base_currency: boolean;
            is_unique: boolean;
            label: components["schemas"]["Label"];
            lines: components["schemas"]["LinesMeta"] | null;
            masked: boolean;
            max_length: number | null;
            maximum: string | null;
            minimum: string | null;
            name: string;
            offered: string | null;
            operators: components["schemas"]["Operator"][];
            read_only: boolean;
            required: boolean;
            result_type: components["schemas"]["FieldType"] | null;
            scale: number | null;
            searchable: boolean;
            sortable: boolean;
            system: boolean;
            target: string | null;
            targets: string[];
            type: components["schemas"]["FieldType"];
            within: string | null;
            write_only: boolean;
        };
        FieldProblem: {
            code: string;
            field: string;
            message: string;
        } & {
            [key: string]: unknown;
        };
        /** @enum {string} */
        FieldType: "any_reference" | "any_references" | "auto_number" | "boolean" | "choice" | "choices" | "date" | "decimal" | "department" | "email" | "file" | "files" | "formula" | "geo" | "image" | "instant" | "integer" | "json" | "label" | "lines" | "long_text" | "money" | "multi_choice" | "percent" | "phone" | "reference" | "references" | "region" | "rollup" | "tags" | "text" | "url" | "user" | "value";
        FigureSourceMeta: {
            field: string;
            label: components["schemas"]["Label"];
            object: string;
        };
        File: {
            id: number;
            name: string;
            size: number;
            type: string;
        };
        Filter: components["schemas"]["FilterAll"] | components["schemas"]["FilterAny"] | components["schemas"]["FilterNot"] | components["schemas"]["FilterRows"] | components["schemas"]["Condition"];
        FilterAll: {
            all: components["schemas"]["Filter"][];
        };
        FilterAny: {
            any: components["schemas"]["Filter"][];
        };
        FilterNot: {
            not: components["schemas"]["Filter"];
        };
        /** @description Exactly one of `some`, `none`, `every`: a path to rows. */
        FilterRows: {
            every?: string;
            none?: string;
            some?: string;
            where?: components["schemas"]["Filter"] | null;
        };
        FollowState: {
            comment_count: number;
            follower_count: number;
            is_followed: boolean;
        };
        FormLayout: {
            sections: components["schemas"]["SectionMeta"][];
        };
        Group: {
            keys: {
                [key: string]: unknown;
            };
            values: {
                [key: string]: unknown;
            };
        };
        Groups: {
            rows: components["schemas"]["Group"][];
            totals: {
                [key: string]: unknown;
            };
            truncated: boolean;
        };
        /**
         * @description key: an object, a field that names people, or what a package registers; is_object: its records are owned; names: of the few
         *     things that are told by name.
         */
        HandoverItem: {
            count: number;
            is_object: boolean;
            key: string;
            label: string;
            names: string[];
            needs_salesperson: boolean;
        };
        HandoverPreview: {
            items: components["schemas"]["HandoverItem"][];
            keys: number;
            sessions: number;
        };
        Helper: {
            name: string;
            until: string;
        };
        HistoryEntry: {
            actor: components["schemas"]["Reference"] | null;
            at: string;
            field: string;
            helper: components["schemas"]["Reference"] | null;
            label: string;
            new: unknown;
            old: unknown;
            operation: string | null;
            source: string | null;
            why: components["schemas"]["Cause"] | null;
        };
        Hit: {
            found: components["schemas"]["HitReason"][];
            id: number;
            name: string;
            number: string | null;
            object: string;
            object_label: string;
        };
        HitReason: {
            label: string;
            value: string;
        };
        Import: {
            beside: components["schemas"]["Beside"][];
            /** @enum {string} */
            blanks: "leave" | "clear";
            can_undo: boolean;
            columns: {
                [key: string]: components["schemas"]["Decision"];
            };
            created: number;
            created_at: string;
            defaults: {
                [key: string]: unknown;
            };
            done: number;
            errors: components["schemas"]["RowProblem"][];
            failed: number;
            file: string;
            finished_at: string | null;
            id: number;
            identify_by: string[];
            job: number;
            mapping: {
                [key: string]: string;
            };
            /** @enum {string} */
            mode: "normal" | "migration";
            notes: components["schemas"]["RowProblem"][];
            object: string;
            /** @enum {string} */
            on_duplicate: "skip" | "update" | "create";
            result: unknown;
            rows: number;
            skipped: number;
            skips: components["schemas"]["RowProblem"][];
            /** @enum {string} */
            status: "queued" | "running" | "done" | "failed" | "cancelled" | "undone";
            total: number;
            undo: components["schemas"]["ImportUndo"] | null;
            undo_job: number | null;
            updated: number;
            user: components["schemas"]["Reference"] | null;
        };
        /** @description What records can be told by. is_sure: tells them without being chosen. */
        ImportKey: {
            is_sure: boolean;
            label: string;
            name: string;
        };
        ImportSummary: {
            beside: components["schemas"]["Beside"][];
            /** @enum {string} */
            blanks: "leave" | "clear";
            can_undo: boolean;
            created: number;
            created_at: string;
            done: number;
            failed: number;
            file: string;
            finished_at: string | null;
            id: number;
            identify_by: string[];
            job: number;
            /** @enum {string} */
            mode: "normal" | "migration";
            object: string;
            /** @enum {string} */
            on_duplicate: "skip" | "update" | "create";
            result: unknown;
            rows: number;
            skipped: number;
            /** @enum {string} */
            status: "queued" | "running" | "done" | "failed" | "cancelled" | "undone";
            total: number;
            undo_job: number | null;
            updated: number;
            user: components["schemas"]["Reference"] | null;
        };
        ImportUndo: {
            job: number;
            result: unknown;
            status: components["schemas"]["JobStatus"];
        };
        Imports: {
            items: components["schemas"]["ImportSummary"][];
            next: number | null;
        };
        /** @description Those that differ first. job: the comparison under way. */
        Integrity: {
            items: components["schemas"]["IntegrityCheck"][];
            job: number | null;
        };
        /** @description One check. compared: so many records; differing: of them; both null before the first comparison. */
        IntegrityCheck: {
            checked_at: string | null;
            code: string;
            compared: number | null;
            differing: number | null;
            examples: components["schemas"]["IntegrityExample"][];
            label: string;
            object: string;
        };
        /** @description A record that differs. kept, derived: figures as text. */
        IntegrityExample: {
            derived: string;
            id: number;
            kept: string;
            name: string;
        };
        Job: {
            cancel_requested: boolean;
            created_at: string;
            done: number;
            errors: number;
            finished_at: string | null;
            id: number;
            kind: string;
            label: string;
            result: unknown;
            started_at: string | null;
            status: components["schemas"]["JobStatus"];
            total: number | null;
        };
        JobBacklog: {
            failed: number;
            queued: number;
            running: number;
        };
        JobId: {
            job: number;
        };
        /** @enum {string} */
        JobStatus: "queued" | "running" | "done" | "failed" | "cancelled";
        /** @description One thing that is kept of a person. by: who made it; record: what it belongs to, if the caller may open that. */
        Kept: {
            at: string | null;
            by: string | null;
            is_closed: boolean;
            record: components["schemas"]["RecordKey"] | null;
            title: string;
            values: components["schemas"]["Labelled"][];
        };
        /**
         * @description One kind of what is kept. holds: what it tells of whom; setting, section: where the period is set; period: 0 is for ever, null
         *     when it is `fixed`; rows: counted up to a limit, is_more: there are more; removed_rows: of the last night on which some went.
         */
        KeptKind: {
            fixed: string | null;
            holds: string;
            is_more: boolean;
            label: string;
            name: string;
            oldest_at: string | null;
            period: number | null;
            removed_at: string | null;
            removed_rows: number | null;
            rows: number;
            section: string | null;
            setting: string | null;
            /** @enum {string} */
            unit: "hours" | "days" | "months";
        };
        /**
         * @description Things of one kind. stays: why anonymising leaves them; count: how many there are, of which items are the first; is_cut: there
         *     are more still.
         */
        KeptSection: {
            code: string;
            count: number;
            is_cut: boolean;
            items: components["schemas"]["Kept"][];
            label: string;
            stays: string | null;
        };
        /** @description channels: null as for all kinds. */
        KindPreference: {
            channels: string[] | null;
            kind: string;
            label: string;
        };
        Label: string;
        Labelled: {
            label: string;
            text: string;
        };
        LayoutsMeta: {
            detail: components["schemas"]["DetailLayout"];
            form: components["schemas"]["FormLayout"];
            list: components["schemas"]["ListLayout"];
        };
        /** @description An encoding that a file may be in, and how it begins when it is read so. */
        Lettering: {
            encoding: string;
            sample: string;
        };
        Likes: {
            count: number;
            is_mine: boolean;
        };
        LimitMeta: {
            name: string;
            reason: string;
            unit: string;
            value: number;
        };
        LinesMeta: {
            fields: components["schemas"]["FieldMeta"][];
            kept: string[];
            most: number;
            object: string;
        };
        ListLayout: {
            columns: string[];
        };
        Mapping: {
            columns: {
                [key: string]: components["schemas"]["Decision"];
            };
            id: number;
            mapping: {
                [key: string]: string;
            };
            name: string;
        };
        Me: {
            company: components["schemas"]["Company"];
            department: components["schemas"]["Reference"] | null;
            email: string;
            helper: components["schemas"]["Helper"] | null;
            id: number;
            is_administrator: boolean;
            kind: string;
            locale: string;
            mobile: string;
            name: string;
            permissions: {
                [key: string]: string[];
            };
            roles: components["schemas"]["Reference"][];
            timezone: string;
            username: string;
        };
        Member: {
            /** @enum {string} */
            access: "read" | "edit";
            created_at: string;
            role: string;
            source: string;
            user: components["schemas"]["Reference"];
        };
        /** @description Another active rule: how many of the events fire both, which fields both write, which of the two triggers the other. */
        Met: {
            rule: components["schemas"]["RuleName"];
            same_events: number;
            same_fields: string[];
            triggered_by_it: boolean;
            triggers_it: boolean;
        };
        /** @description A record that the reader may see. */
        Named: {
            id: number;
            name: string;
            object: string;
            object_label: string;
        };
        /** @description The url is told once. */
        NewCalendarFeed: {
            created_at: string;
            id: number;
            last_used_at: string | null;
            name: string;
            url: string;
        };
        /** @description The only answer that holds the token itself. */
        NewToken: {
            created_at: string;
            expires_at: string | null;
            id: number;
            is_expired: boolean;
            last_used_at: string | null;
            name: string;
            prefix: string;
            scopes: string[] | null;
            token: string;
        };
        /** @description path: of the browser, where it leads in the stead of its record; acts: what may be done there at once. */
        Notification: {
            acts: components["schemas"]["NotificationAct"][];
            at: string;
            id: number;
            is_read: boolean;
            kind: string;
            label: string;
            object: string | null;
            path: string | null;
            record_id: number | null;
            text: string;
        };
        NotificationAct: {
            label: string;
            path: string;
        };
        Notifications: {
            items: components["schemas"]["Notification"][];
            next_cursor: string | null;
            total_unread: number;
            unread: {
                [key: string]: number;
            };
        };
        ObjectMeta: {
            actions: components["schemas"]["ActionMeta"][];
            area: string;
            board_field: string | null;
            fields: components["schemas"]["FieldMeta"][];
            figure_sources: components["schemas"]["FigureSourceMeta"][];
            has_approval: boolean;
            has_files: boolean;
            has_recycle_bin: boolean;
            has_team: boolean;
            has_timeline: boolean;
            is_custom: boolean;
            is_ledger: boolean;
            is_line: boolean;
            label: components["schemas"]["Label"];
            layouts: components["schemas"]["LayoutsMeta"];
            limits: components["schemas"]["LimitMeta"][];
            module: string;
            name: string;
            name_field: string;
            operations: string[];
            owner_field: string | null;
            parent: string | null;
            path_field: string | null;
            plural_label: components["schemas"]["Label"];
            pool_field: string | null;
            record_types: components["schemas"]["RecordTypeMeta"][];
            relations: components["schemas"]["RelationMeta"][];
            reports: components["schemas"]["PresetMeta"][];
            searched: components["schemas"]["Label"];
            state_field: string | null;
            states: components["schemas"]["StatesMeta"] | null;
            views: components["schemas"]["ViewMeta"][];
        };
        ObjectSummary: {
            area: string;
            has_approval: boolean;
            has_board: boolean;
            has_team: boolean;
            has_timeline: boolean;
            icon: string;
            is_custom: boolean;
            is_granted: boolean;
            is_line: boolean;
            is_owned: boolean;
            label: components["schemas"]["Label"];
            module: string;
            name: string;
            operations: string[];
            plural_label: components["schemas"]["Label"];
            position: number;
        };
        Objects: {
            areas: components["schemas"]["AreaMeta"][];
            items: components["schemas"]["ObjectSummary"][];
        };
        /** @enum {string} */
        Operator: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "not_contains" | "starts_with" | "is_empty" | "is_not_empty" | "within" | "under" | "is_me" | "in_my_departments" | "has_any" | "has_all" | "near" | "changed" | "changed_from" | "changed_to";
        Person: {
            id: number;
            name: string | null;
        };
        /**
         * @description Everything about one person. scope: what it holds and what it does not; closed: how many records that refer to him the caller
         *     may not open.
         */
        PersonalCopy: {
            closed: number;
            name: string;
            scope: string;
            sections: components["schemas"]["KeptSection"][];
        };
        Preferences: {
            all: components["schemas"]["UsualPreference"];
            channels: components["schemas"]["Channel"][];
            items: components["schemas"]["KindPreference"][];
        };
        PresetMeta: {
            code: string;
            label: string;
            sentence: string;
        };
        Preview: {
            columns: components["schemas"]["PreviewColumn"][];
            encoding: string | null;
            encodings: components["schemas"]["Lettering"][];
            fields: components["schemas"]["PreviewField"][];
            file: number;
            groups: components["schemas"]["ProblemGroup"][];
            header_row: number;
            keys: components["schemas"]["ImportKey"][];
            mappings: components["schemas"]["Mapping"][];
            name: string;
            notes: components["schemas"]["RowProblem"][];
            problems: components["schemas"]["RowProblem"][];
            reading: components["schemas"]["Reading"];
            rows: number;
            sheets: string[];
            skips: components["schemas"]["RowProblem"][];
            tried: components["schemas"]["Tried"];
        };
        /**
         * @description ways: what may become of cells that cannot be taken; none where the column is not used. closed: the field that it names and that
         *     the caller may not write.
         */
        PreviewColumn: {
            closed: string | null;
            field: string | null;
            name: string;
            proposed: string | null;
            samples: string[];
            suggested: components["schemas"]["SuggestedField"] | null;
            ways: string[];
        };
        /**
         * @description What a column may fill, by path: a field of the record, with `lines` one of its lines, with `beside` an object whose
         *     record belongs to it; group: what those are called. joins: several columns may fill it.
         */
        PreviewField: {
            beside: string | null;
            group: string | null;
            joins: boolean;
            label: string;
            lines: string | null;
            name: string;
            required: boolean;
            type: components["schemas"]["FieldType"];
        };
        /** @description A template that a record may be printed with. */
        PrintChoice: {
            is_default: boolean;
            name: string;
            template: string;
        };
        /** @description What a template may begin with. */
        PrintPreset: {
            content: {
                [key: string]: unknown;
            };
            name: string;
        };
        PrintRecipient: {
            email: string;
            name: string;
        };
        /** @description Who printed when. */
        Printed: {
            at: string;
            by: string;
        };
        PrintedList: {
            fields: string[];
            items: components["schemas"]["Record"][];
            printed: components["schemas"]["Printed"];
            total: number;
        };
        PrintedPages: {
            count: number;
            pages: string[];
        };
        PrintedRecord: {
            printed: components["schemas"]["Printed"];
            record: components["schemas"]["Record"];
        };
        /** @description A refusal; some carry more, such as the current record of a stale version. */
        Problem: {
            code: string;
            detail: string;
            errors?: components["schemas"]["FieldProblem"][];
            status: number;
            title: string;
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** @description All rows with one thing wrong in one column: how many, the first of them, what they say there. */
        ProblemGroup: {
            code: string;
            column: string;
            count: number;
            /** @enum {string} */
            kind: "failed" | "skipped" | "note";
            message: string;
            rows: number[];
            values: string[];
        };
        /** @description How a file is read. percent: what 10 means in a column of percentages, 10 % (hundredths) or 1000 % (wholes). */
        Reading: {
            /** @enum {string} */
            decimal?: "." | ",";
            encoding?: string;
            header_row?: number;
            /** @enum {string} */
            percent?: "hundredths" | "wholes";
            sheet?: string;
        };
        /** @description of: those who were told of it, null when nobody was; waiting: those of them who have not read it. */
        Reads: {
            count: number;
            of: number | null;
            readers: (components["schemas"]["Person"] | null)[];
            waiting: (components["schemas"]["Person"] | null)[];
        };
        /** @description A record of any object; `/meta/objects/{object}` names its fields. */
        Record: {
            _actions?: {
                [key: string]: string | null;
            };
            _asks?: {
                [key: string]: string[];
            };
            _label?: string;
            _locked?: {
                [key: string]: string;
            };
            _next?: string;
            _operations?: string[];
            _overdue?: string[];
            _version?: number;
            approval?: components["schemas"]["ApprovalBlock"] | null;
            id: number;
        } & {
            [key: string]: unknown;
        };
        RecordId: {
            id: number;
            object: string;
        };
        RecordKey: {
            id: number;
            object: string;
        };
        RecordTypeMeta: {
            filter: components["schemas"]["Filter"] | null;
            id: number;
            is_default: boolean;
            layouts: components["schemas"]["LayoutsMeta"];
            name: string;
        };
        Record_write: {
            [key: string]: unknown;
        };
        /** @description To a record of any object it names the object too. */
        Reference: {
            id: number;
            name: string;
            object?: string;
        };
        Region: {
            children: components["schemas"]["Region"][];
            code: string;
            name: string;
        };
        RelationMeta: {
            can_create: boolean;
            field: string;
            label: components["schemas"]["Label"];
            name: string;
            object: string;
        };
        /** @description Reminders by mail and robots; last_hour: how many were sent; oldest_at: since when the oldest should have gone. */
        ReminderBacklog: {
            dead: number;
            failed: number;
            last_hour: number;
            oldest_at: string | null;
            pending: number;
        };
        /** @description subtotals: lines of fewer keys; totals, drills: of all; cells: of all, across the column keys. */
        ReportAnswer: {
            as_of: string;
            cells?: components["schemas"]["ReportCell"][];
            columns: components["schemas"]["ReportColumn"][];
            currency: string;
            drills: {
                [key: string]: components["schemas"]["Drill"] | null;
            };
            explain?: {
                [key: string]: unknown;
            };
            object: string;
            others: components["schemas"]["ReportOthers"] | null;
            rows: components["schemas"]["ReportRow"][];
            subtotals: components["schemas"]["ReportRow"][];
            time_zone: string;
            totals: {
                [key: string]: unknown;
            };
            truncated: boolean;
        };
        /**
         * @description values: by measure; drill: the records of the object that is reported on; drills: by measure, null without a list;
         *     incomplete: of a period that has not ended.
         */
        ReportCell: {
            drill: components["schemas"]["Drill"] | null;
            drills: {
                [key: string]: components["schemas"]["Drill"] | null;
            };
            incomplete?: boolean;
            keys?: {
                [key: string]: unknown;
            };
            values: {
                [key: string]: unknown;
            };
        };
        ReportColumn: {
            as: string;
            bucket?: string | null;
            /** @enum {string} */
            kind: "group" | "column" | "measure";
            label: string;
            labels?: {
                [key: string]: string;
            };
            opens?: number[];
            path?: string;
            target?: string;
            /** @enum {string} */
            total?: "added" | "own" | "none";
            type: components["schemas"]["FieldType"];
        };
        /** @description All groups that are not shown. count: how many. */
        ReportOthers: {
            count: number;
            drill: components["schemas"]["Drill"] | null;
            drills: {
                [key: string]: components["schemas"]["Drill"] | null;
            };
            values: {
                [key: string]: unknown;
            };
        };
        /** @description cells: across the column keys. */
        ReportRow: {
            cells?: components["schemas"]["ReportCell"][];
            drill: components["schemas"]["Drill"] | null;
            drills: {
                [key: string]: components["schemas"]["Drill"] | null;
            };
            incomplete?: boolean;
            keys?: {
                [key: string]: unknown;
            };
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * @description A run by a job. template, report: what was asked by its name, null for a spec; filter: the caller's; result: of the job;
         *     answer: null until it is done.
         */
        ReportRun: {
            answer: components["schemas"]["ReportAnswer"] | null;
            done: number;
            filter: components["schemas"]["Filter"] | null;
            id: number;
            job: number;
            report: number | null;
            result: {
                [key: string]: unknown;
            } | null;
            status: components["schemas"]["JobStatus"];
            template: string | null;
            total: number;
        };
        /** @description A preset; spec: as of a saved report, without what the caller may not read. */
        ReportTemplate: {
            code: string;
            label: string;
            module: string;
            object: string;
            sentence: string;
            spec: {
                [key: string]: unknown;
            };
        };
        Result: {
            error?: components["schemas"]["Problem"];
            id: number | null;
            index: number;
            ok: boolean;
            result?: {
                [key: string]: unknown;
            };
        };
        Results: {
            results: components["schemas"]["Result"][];
        };
        Retention: {
            items: components["schemas"]["KeptKind"][];
        };
        Revealed: {
            value: unknown;
        };
        /**
         * @description What two roles have of one thing, in the order of `roles`. name: its object, `object.field`, dimension or field of the role;
         *     labels: of the operations that are no general ones.
         */
        RoleLine: {
            differs: boolean;
            label: string;
            labels: {
                [key: string]: string;
            };
            name: string;
            /** @enum {string} */
            part: "limits" | "dimensions" | "permissions" | "scopes" | "fields";
            values: unknown[];
        };
        RolesCompared: {
            lines: components["schemas"]["RoleLine"][];
            roles: components["schemas"]["Reference"][];
        };
        RowProblem: {
            code: string;
            column: string;
            message: string;
            row: number;
        };
        /** @description records: how many a rule is about, capped; people_count: for how many people it is, of whom the first are told. */
        RuleEffect: {
            people: components["schemas"]["EffectOnPerson"][];
            people_count: number;
            records: number;
        };
        RuleName: {
            id: number;
            name: string;
        };
        /** @description What one step did, or would do. ok: whether it was not refused. */
        RuleStep: {
            at: string | null;
            do: string;
            label: string;
            n: number;
            ok: boolean;
            record: components["schemas"]["guike__entry__openapi__shapes__automation__NamedRecord"] | null;
            text: string;
        };
        /** @description What fired a rule. run: the run whose step it was. */
        RunCause: {
            by: components["schemas"]["Person"] | null;
            changes: components["schemas"]["Change"][];
            from_step: number | null;
            moment: string;
            replayed_by: components["schemas"]["Person"] | null;
            run: components["schemas"]["CauseRun"] | null;
            source: string | null;
            version: string | null;
        };
        RunChange: {
            at: string;
            field: string;
            label: string;
            new: unknown;
            old: unknown;
        };
        Sample: {
            at: string;
            record: components["schemas"]["SampleRecord"];
            steps: components["schemas"]["RuleStep"][];
        };
        SampleRecord: {
            id: number;
            name: string;
            object: string;
        };
        /** @description Everything that acts when a record of the object is saved, in order. */
        Saving: {
            label: string;
            object: string;
            parts: components["schemas"]["SavingPart"][];
        };
        /** @description Something that acts on saving; object and id: the definition behind it. */
        SavingAct: {
            changed_at: string | null;
            changed_by: components["schemas"]["Person"] | null;
            detail: string;
            id: number | null;
            is_on: boolean;
            name: string;
            object: string | null;
        };
        SavingPart: {
            acts: components["schemas"]["SavingAct"][];
            key: string;
            label: string;
        };
        SectionMeta: {
            fields: string[];
            label: components["schemas"]["Label"];
        };
        /** @description How many records of an object a person sees now, and would see; capped. */
        SeenByPerson: {
            label: string;
            now: number;
            object: string;
            then: number;
        };
        Setting: {
            choices: components["schemas"]["SettingChoice"][];
            default: unknown;
            help: components["schemas"]["Label"];
            holds: ("currency" | "timezone" | "filter" | "columns" | "order" | "match" | "layout" | "repeat" | "faults" | "parties" | "members" | "dimensions" | "paths" | "ordinal" | "balance" | "told" | "raw" | "price") | null;
            is_set: boolean;
            key: string;
            label: components["schemas"]["Label"];
            maximum: number | string | null;
            minimum: number | string | null;
            read_only: boolean;
            required: boolean;
            scope: string;
            section: string;
            section_label: components["schemas"]["Label"];
            type: string;
            value: unknown;
        };
        SettingChoice: {
            code: string;
            label: components["schemas"]["Label"];
        };
        Settings: {
            items: components["schemas"]["Setting"][];
        };
        SignIn: {
            address: string;
            agent: string;
            created_at: string;
            ends_at: string;
            id: number;
            is_current: boolean;
            last_seen_at: string;
        };
        /** @description holds: whether the record meets the rule's condition now. */
        Simulated: {
            holds: boolean;
            steps: components["schemas"]["RuleStep"][];
        };
        StartObject: {
            label: string;
            object: string;
            records: number;
        };
        /** @description The id is the job's as well. */
        Started: {
            id: number;
            job: number;
        };
        StateItem: {
            action: string | null;
            closed: boolean;
            code: string;
            color: string;
            label: components["schemas"]["Label"];
        };
        StatesMeta: {
            field: string;
            items: components["schemas"]["StateItem"][];
        };
        StepKind: {
            is_outer: boolean;
            label: string;
            name: string;
        };
        StepKinds: {
            items: components["schemas"]["StepKind"][];
        };
        Subject: {
            id: number;
            object: string;
        };
        /** @description A custom field that would hold a column which has none; only for who may make it. */
        SuggestedField: {
            api_name: string;
            label: string;
            type: components["schemas"]["FieldType"];
        };
        TimelineEntry: {
            actor: components["schemas"]["Reference"] | null;
            at: string;
            body: string;
            changes: components["schemas"]["Change"][];
            files: components["schemas"]["File"][];
            id: number | null;
            is_problem: boolean;
            kind: string;
            object: string | null;
            title: string;
        };
        /**
         * @description A work list. object, view and filter: of the list that it opens; path: of the page, where it has no records.
         *     watches: the objects whose changes may change the number. count: capped unless is_exact. is_of_people: it is about the
         *     caller's people, told to those who lead some.
         */
        Todo: {
            count: number;
            filter: unknown;
            is_exact: boolean;
            is_of_people: boolean;
            kind: string;
            label: string;
            object: string | null;
            path: string | null;
            view: string | null;
            watches: string[];
        };
        Token: {
            created_at: string;
            expires_at: string | null;
            id: number;
            is_expired: boolean;
            last_used_at: string | null;
            name: string;
            prefix: string;
            scopes: string[] | null;
        };
        Touched: {
            count: number;
            label: string;
            object: string;
        };
        /** @description What the first rows would become. is_whole: these are all rows of the file, `/imports/check` finds no more. */
        Tried: {
            beside: components["schemas"]["Beside"][];
            created: number;
            failed: number;
            is_whole: boolean;
            rows: number;
            skipped: number;
            updated: number;
        };
        TroubledWebhook: {
            failing_since: string | null;
            id: number;
            name: string;
            /** @enum {string} */
            status: "failing" | "disabled";
            trouble: string;
        };
        /** @description What taking an import back would do; not `exact`: more may be kept than is said. */
        UndoForeseen: {
            beside: components["schemas"]["Beside"][];
            deleted: number;
            exact: boolean;
            kept: number;
            reasons: components["schemas"]["UndoReason"][];
            restored: number;
        };
        UndoReason: {
            count: number;
            message: string;
        };
        Unseen: {
            unseen: (components["schemas"]["Person"] | null)[];
        };
        /** @description For all kinds. Times of the company's clocks, such as 22:00. */
        UsualPreference: {
            channels: string[];
            /** @enum {string} */
            digest: "none" | "daily";
            quiet_from: string | null;
            quiet_to: string | null;
        };
        ViewMeta: {
            columns: string[];
            filter: components["schemas"]["Filter"] | null;
            group_by: string | null;
            id: string;
            is_default: boolean;
            is_mine: boolean;
            is_preset: boolean;
            kind: string;
            label: components["schemas"]["Label"];
            sort: string[];
            unusable: string | null;
        };
        /** @description Deliveries that wait, that failed and are tried again, that were given up; last_hour: how many were received. */
        WebhookBacklog: {
            dead: number;
            failed: number;
            last_hour: number;
            oldest_at: string | null;
            pending: number;
            troubled: components["schemas"]["TroubledWebhook"][];
        };
        /** @description name: empty for a record that the caller does not see; label: of its object. */
        guike__entry__openapi__shapes__automation__NamedRecord: {
            id: number;
            label: string;
            name: string;
            object: string;
        };
        guike__entry__openapi__shapes__work__NamedRecord: {
            id: number;
            name: string | null;
            object: string;
        };
    };
    responses: {
        /** @description Not JSON, unknown parameter, bad cursor */
        E400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not signed in */
        E401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Visible but not allowed */
        E403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Absent or not visible */
        E404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This address knows other methods */
        E405: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": unknown;
                "text/plain": unknown;
            };
        };
        /** @description Stale version, lost race, or refused by state or rule */
        E409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Larger than the limit */
        E413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The values are wrong: one entry per field */
        E422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        E429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
