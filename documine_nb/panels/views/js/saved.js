// A link to a file on the kernel's disk, where it lies below the folder that this notebook server
// shows; where it does not, or nothing is known of that folder, the path as text.
function href(places) {
  const told = document.getElementById("jupyter-config-data");
  if (!told) return "";
  const { baseUrl = "/", serverRoot = "" } = JSON.parse(told.textContent);
  const root = serverRoot.replace(/[\\/]+$/, "");
  const path = root && places.find((place) => place.startsWith(`${root}/`));
  if (!path) return "";
  const below = path.slice(root.length + 1).split("/").map(encodeURIComponent).join("/");
  return new URL(`${baseUrl.replace(/\/*$/, "/")}files/${below}`, location.origin).href;
}

function render({ model, el }) {
  const draw = () => {
    const places = model.get("places");
    el.replaceChildren();
    if (!places.length) return;
    const address = href(places);
    const box = document.createElement("div");
    box.className = "documine-saved";
    if (address) {
      const link = document.createElement("a");
      link.className = "documine-link";
      link.href = address;
      link.download = "";
      link.textContent = `Download ${model.get("name")} to your computer`;
      box.append(link);
    } else {
      box.append(`On the kernel's disk: ${places[0]}`);
    }
    el.append(box);
  };
  model.on("change", draw);
  draw();
  return () => model.off("change", draw);
}
export default { render };
