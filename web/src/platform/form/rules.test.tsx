import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Form, Input } from "antd";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
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
