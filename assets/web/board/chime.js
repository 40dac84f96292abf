"use strict";
// The chime, for a hall whose board is a browser. Browsers play nothing before somebody touched the page, so it is off
// until the button is pressed, and says that it is off again where the browser will not play.

class Chime {
  // button: hidden where this browser has no sound. say(key): a sentence of ours.
  constructor(button, address, say) {
    this.button = button;
    this.say = say;
    this.on = false;
    if (!window.Audio) return;
    this.audio = new Audio();
    this.audio.preload = "none";
    this.audio.src = address;
    button.hidden = false;
    button.onclick = () => {
      this.turn(!this.on);
      this.ring();
    };
    this.turn(false);
  }

  turn(on) {
    this.on = on;
    this.button.className = on ? "on" : "off";
    this.button.lastElementChild.textContent = this.say(on ? "board.sound_off" : "board.sound_on");
  }

  ring() {
    if (!this.on) return;
    this.audio.currentTime = 0;
    const playing = this.audio.play();
    if (playing) playing.catch(() => this.turn(false));
  }
}
