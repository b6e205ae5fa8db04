"""A decision stands: no row whose `decided_at` is set changes, and no task is ever deleted, whoever sends the statement.

Taking out the data of a demo company truncates the table, which is no deletion of single decisions.
"""

from django.db import migrations

SQL = """
CREATE FUNCTION approval_task_stands() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'tasks of approvals are not deleted';
  END IF;
  IF OLD.decided_at IS NOT NULL THEN
    RAISE EXCEPTION 'the decision of approval task % stands', OLD.id;
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER approval_task_stands BEFORE UPDATE OR DELETE ON approval_task
  FOR EACH ROW EXECUTE FUNCTION approval_task_stands();
"""
BACK = "DROP TRIGGER approval_task_stands ON approval_task; DROP FUNCTION approval_task_stands();"


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
