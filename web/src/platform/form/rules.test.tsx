import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Form, Input } from "antd";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { FieldEditor } from "../fields/editors";
import { plainField } from "../meta";
import { JUDGED, rulesOf } from "./rules";

describe("a field that must be filled", () => {
  it("is not complained about before anybody wrote into it, but as soon as it is emptied", async () => {
    const field = plainField("name", "text", { label: "客户", required: true });
    render(<Form><Form.Item name="name" rules={rulesOf(field, i18next.t)} validateTrigger={JUDGED}><Input aria-label="客户" /></Form.Item></Form>);
    const input = screen.getByLabelText("客户");
    const complaint = () => document.querySelector(".ant-form-item-explain-error");
    fireEvent.focus(input);
    fireEvent.blur(input);
    await new Promise((done) => setTimeout(done, 50));
    expect(complaint()).toBeNull();
    fireEvent.change(input, { target: { value: "云" } });
    fireEvent.change(input, { target: { value: "" } });
    await waitFor(() => expect(complaint()).not.toBeNull());
  });
});

describe("a structure that cannot be read", () => {
  it("stops the form, so that nothing typed is dropped without a word", async () => {
    const field = plainField("paths", "json", { label: "取值字段" });
    let sent: unknown = null;
    render(
      <Form onFinish={(values) => { sent = values; }}>
        <Form.Item name="paths" rules={rulesOf(field, i18next.t)} validateTrigger={JUDGED}><FieldEditor field={field} aria-label="取值字段" /></Form.Item>
        <button type="submit">保存</button>
      </Form>,
    );
    fireEvent.change(screen.getByLabelText("取值字段"), { target: { value: "客户 → 客户级别" } });
    fireEvent.click(screen.getByText("保存"));
    await waitFor(() => expect(document.querySelector(".ant-form-item-explain-error")).not.toBeNull());
    expect(sent).toBeNull();
    fireEvent.change(screen.getByLabelText("取值字段"), { target: { value: '{"account": "level"}' } });
    fireEvent.click(screen.getByText("保存"));
    await waitFor(() => expect(sent).toEqual({ paths: { account: "level" } }));
  });
});
