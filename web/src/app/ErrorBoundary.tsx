import { Button } from "antd";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isRouteErrorResponse, useRouteError } from "react-router";

/** What is shown when a screen itself fails; the person can go on without losing the session. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const isChunk = error instanceof Error && /dynamically imported module|module script/i.test(error.message);
  const text = error instanceof Error ? error.message : String(error);
  return (
    <div className="gk-center" role="alert">
      <h1>{t(isChunk ? "error.new_version" : "error.broken")}</h1>
      <p>{t(isChunk ? "error.new_version_help" : "error.broken_help")}</p>
      {!isChunk && <pre className="gk-error-detail">{text}</pre>}
      <p>
        <Button type="primary" onClick={() => location.reload()}>{t("error.reload")}</Button>{" "}
        <Button href="/">{t("error.home")}</Button>
      </p>
    </div>
  );
}

export function RouteError() {
  const error = useRouteError();
  const { t } = useTranslation();
  if (isRouteErrorResponse(error) && error.status === 404) {
    return (
      <div className="gk-center">
        <h1>{t("error.no_page")}</h1>
        <p><Button type="primary" href="/">{t("error.home")}</Button></p>
      </div>
    );
  }
  return <Broken error={error} />;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(_error: unknown, _info: ErrorInfo): void {
    // React has already written the stack to the console; nothing is sent anywhere.
  }

  override render(): ReactNode {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children;
  }
}
