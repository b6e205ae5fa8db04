import { ProgramKeys, SignIns } from "../account/Keys";
import type { TabProps } from "../record/tabs";

/** Where a user is signed in and his programs' keys, for administrators. */
export function UserKeys({ record }: TabProps) {
  const user = Number(record.id);
  return (
    <>
      <SignIns user={user} />
      <ProgramKeys user={user} />
    </>
  );
}
