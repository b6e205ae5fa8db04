import { useNavigate } from "react-router";
import { ApiProblem, isProblem } from "@/api/problem";
import { runAction } from "@/api/records";
import { recordsChanged } from "@/api/queries";
import type { RecordData, Reference } from "@/api/types";
import type { SpecialDialogProps } from "@/platform/actions/special";
import { FormDrawer } from "@/platform/form/later";

const PLACE = "account.";

/** The errors of a refusal at the fields of the account itself. */
function atTheFields(error: unknown): unknown {
  if (!isProblem(error)) return error;
  const errors = error.errors.map((one) => (one.field?.startsWith(PLACE) ? { ...one, field: one.field.slice(PLACE.length) } : one));
  return new ApiProblem(error.status, { ...error.body, errors }, error.requestId);
}

/** The form of the customer that was found by an activity; saved, one looks at the customer. */
export function CreateAccount({ record, onClose }: SpecialDialogProps) {
  const navigate = useNavigate();
  const create = async (body: object, attempt: string): Promise<RecordData> => {
    try {
      const answer = await runAction("activity", record.id, "create_account", { account: body }, attempt);
      return answer["account"] as RecordData;
    } catch (error) {
      throw atTheFields(error);
    }
  };
  const saved = async (made: Pick<Reference, "id">) => {
    await recordsChanged("activity");
    onClose();
    await navigate(`/o/account/${made.id}`);
  };
  const region = record["region"] ? { region: record["region"] } : {};
  return <FormDrawer object="account" defaults={region} create={create} onSaved={(made) => void saved(made)} onClose={onClose} />;
}
