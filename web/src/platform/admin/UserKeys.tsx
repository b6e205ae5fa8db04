import { Assist } from "../account/Assist";
import { ProgramKeys, SignIns } from "../account/Keys";
import type { TabProps } from "../record/tabs";
import { useSession } from "../session";

/** Where a user is signed in and his programs' keys, for administrators. */
export function UserKeys({ record }: TabProps) {
  const me = useSession();
  const user = Number(record.id);
  return (
    <>
      <SignIns user={user} />
      <ProgramKeys user={user} />
      {user !== me.id && <Assist user={user} />}
    </>
  );
}
