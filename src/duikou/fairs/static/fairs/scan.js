// Reads tickets with the camera where there is one; the door's input works without it.
import { useCamera } from "./offline/camera.js";

const by = (id) => document.getElementById(id);
const said = by("scan-said");
const form = by("look-up");
const words = { scan: by("scan").textContent, stop: said.dataset.stop, no_camera: said.dataset.none };
useCamera({
  button: by("scan"), box: by("camera"), video: by("video"), said, words,
  read: (text) => { form.elements.text.value = text; form.requestSubmit(); },
});
