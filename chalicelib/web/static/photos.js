// Prepares a photo for sending: turned upright, no larger than allowed, and without a camera's metadata
// (place, time, owner). Phones' own formats become JPEG. A picture that the browser cannot draw is sent as it is.

const QUALITY = 0.85;
const TYPES = {
  "image/jpeg": "image/jpeg",
  "image/png": "image/png",
  "image/webp": "image/webp",
  "image/heic": "image/jpeg",
  "image/heif": "image/jpeg",
  "image/avif": "image/jpeg",
};
const ENDINGS = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" };

export async function preparePhoto(file, maxPixels) {
  const type = TYPES[file.type];
  if (!type) return file;
  try {
    const drawn = await draw(file, maxPixels, type);
    return new File([drawn], withEnding(file.name, drawn.type), { type: drawn.type });
  } catch {
    return file;
  }
}

async function draw(file, maxPixels, type) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, maxPixels / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
  if (!blob) throw new Error("nothing was drawn");
  return blob;
}

function withEnding(name, type) {
  const ending = ENDINGS[type];
  const right = ending === ".jpg" ? /\.jpe?g$/i : new RegExp(`\\${ending}$`, "i");
  return right.test(name) ? name : name.replace(/\.[^.]*$/, "") + ending;
}
