// What is typed goes to the kernel as one message and is never a trait: traits are saved with the
// notebook and sent to every browser that shows it.
function render({ model, el }) {
  const form = document.createElement("form");
  form.className = "documine-secret";
  form.autocomplete = "off";
  const label = document.createElement("label");
  const text = document.createElement("span");
  const input = document.createElement("input");
  input.type = "password";
  input.autocomplete = "off";
  input.spellcheck = false;
  const button = document.createElement("button");
  button.type = "submit";
  button.className = "jupyter-button lm-Widget jupyter-widgets widget-button";
  label.append(text, input);
  form.append(label, button);
  el.replaceChildren(form);

  const draw = () => {
    text.textContent = model.get("label");
    button.textContent = model.get("action");
    input.placeholder = model.get("placeholder");
    button.disabled = model.get("disabled");
  };
  model.on("change", draw);
  draw();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = input.value;
    input.value = "";
    if (value && !model.get("disabled")) model.send({ kind: "secret", value });
  });
  // The notebook's own shortcuts must not see what is typed.
  form.addEventListener("keydown", (event) => event.stopPropagation());
  return () => {
    input.value = "";
    model.off("change", draw);
  };
}
export default { render };
