import { Button } from "antd";
import { urlOf } from "@/api/client";
import { useAuthConfig } from "@/api/queries";

/** Leads to the company's own sign-in, and from there back to the page; nothing where there is none. `isApart`: in another window. */
export function ProviderButton({ next, isApart }: { next: string; isApart?: boolean }) {
  const label = useAuthConfig().data?.provider;
  if (!label) return null;
  return <Button block size="large" className="gk-signin-new" href={urlOf("/auth/oidc/begin", { query: { next } })} target={isApart ? "_blank" : undefined}>{label}</Button>;
}
