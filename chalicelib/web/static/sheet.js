// The buttons of a poster and a slide: printing, and the whole screen.

document.documentElement.classList.add("scripted");
const print = document.querySelector("[data-print]");
const fullScreen = document.querySelector("[data-full-screen]");

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
if (fullScreen && document.fullscreenEnabled) {
  fullScreen.hidden = false;
  fullScreen.addEventListener("click", () => document.querySelector("main").requestFullscreen());
}
