// Reads QR codes with the camera: by the browser's own reader where there is one, else by the one that came along.
const WIDEST = 800;

const ownReader = async () => {
  const formats = "BarcodeDetector" in globalThis ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
};

const broughtReader = async () => {
  const { default: decode } = await import("./qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (!canvas.width || !canvas.height) return "";
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    return decode(context.getImageData(0, 0, canvas.width, canvas.height));
  };
};

// Lets `button` start and stop the camera, and calls `read(text)` for the first code seen. The camera works over https
// and on this very machine only: elsewhere the button stays hidden.
export const useCamera = ({ button, box, video, said, words, read }) => {
  if (!navigator.mediaDevices?.getUserMedia) return;
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    box.hidden = true;
    button.textContent = words.scan;
  };

  const look = async (reader) => {
    while (stream) {
      let text = "";
      try { text = await reader(video); } catch { /* nothing in this picture */ }
      if (text && stream) {
        stop();
        read(text);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  };

  const start = async () => {
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      box.hidden = false;
      button.textContent = words.stop;
      await video.play();
      look((await ownReader()) ?? (await broughtReader()));
    } catch {
      stop();
      said.textContent = words.no_camera;
    }
  };

  button.hidden = false;
  button.addEventListener("click", () => (stream ? stop() : start()));
  addEventListener("pagehide", stop);
};
