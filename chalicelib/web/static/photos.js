// A photo as it may be sent: turned upright, no larger than asked for, and without what a camera
// writes into it: the place, the time, the owner. What a browser cannot draw goes as it is.

const QUALITY = 0.85;
const DRAWN = { "image/jpeg": "image/jpeg", "image/png": "image/png", "image/webp": "image/webp" };
const ENDINGS = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" };

export async function prepared(file, maxPixels) {
  const wanted = DRAWN[file.type];
  if (!wanted) return file;
  try {
    const drawn = await draw(file, maxPixels, wanted);
    return new File([drawn], renamed(file.name, drawn.type), { type: drawn.type });
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

function renamed(name, type) {
  const ending = ENDINGS[type];
  const right = ending === ".jpg" ? /\.jpe?g$/i : new RegExp(`\\${ending}$`, "i");
  return right.test(name) ? name : name.replace(/\.[^.]*$/, "") + ending;
}
