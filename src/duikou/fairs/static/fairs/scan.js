// Reads tickets with the camera where the browser can; the door's input works without it.
const button = document.getElementById("scan");
const camera = document.getElementById("camera");
const video = document.getElementById("video");
const said = document.getElementById("scan-said");
const form = document.getElementById("look-up");
const label = button.textContent;
let stream = null;

const stop = () => {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  camera.hidden = true;
  button.textContent = label;
};

const look = async (detector) => {
  while (stream) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found?.rawValue) {
      form.elements.text.value = found.rawValue;
      stop();
      form.requestSubmit();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
};

const start = async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    camera.hidden = false;
    button.textContent = button.dataset.stop;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    stop();
    said.textContent = said.dataset.none;
  }
};

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  BarcodeDetector.getSupportedFormats().then((formats) => { button.hidden = !formats.includes("qr_code"); });
  button.addEventListener("click", () => (stream ? stop() : start()));
}
addEventListener("pagehide", stop);
