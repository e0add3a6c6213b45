// A few line icons, drawn for this desk on a 20 × 20 grid.
import { html } from "./ui.js"

const PATHS = {
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM10 6.5V10l2.5 2",
  alert: "M10 3.2 17.5 16h-15L10 3.2ZM10 8v3.6M10 13.8v.1",
  check: "m4 10.5 4 4 8-9",
  back: "m12 4-6 6 6 6",
  person: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.8 17c.6-3.2 3.1-5 6.2-5s5.6 1.8 6.2 5",
  bot: "M4 8.5h12V16H4zM10 8.5V5M10 3.6v.1M7.4 12v.4M12.6 12v.4",
  note: "M4 3.5h12v8.7L11.7 16.5H4zM11.5 16.5V12H16",
  send: "M3 10 17 3.5 13.5 17 9.8 11.2 3 10ZM9.8 11.2 17 3.5",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  help: "M7.6 7.6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M10 14.2v.1M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4Z",
  sound: "M4 8v4h2.6L10.5 15V5L6.6 8H4ZM13 7.5a3.5 3.5 0 0 1 0 5M15 5.5a6.2 6.2 0 0 1 0 9",
  book: "M4 4h5a1.5 1.5 0 0 1 1.5 1.5V16A1.5 1.5 0 0 0 9 14.5H4V4ZM16.5 4h-4.5a1.5 1.5 0 0 0-1.5 1.5V16a1.5 1.5 0 0 1 1.5-1.5h4.5V4Z",
  close: "m5 5 10 10M15 5 5 15",
  down: "m5 8 5 5 5-5",
  ticket: "M3 6.5h14v2.2a1.5 1.5 0 0 0 0 2.6v2.2H3v-2.2a1.5 1.5 0 0 0 0-2.6V6.5ZM11.5 6.5v7",
  light: "M10 2.8a7.2 7.2 0 1 0 0 14.4V2.8ZM10 2.8a7.2 7.2 0 0 1 0 14.4",
  key: "M3 5.5h14v9H3zM6 8.5v.1M10 8.5v.1M14 8.5v.1M6.5 11.8h7",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM13 13l4 4",
  snooze: "M16 11.5A6.5 6.5 0 1 1 8.5 4a5.2 5.2 0 0 0 7.5 7.5ZM12.5 3.5h4l-4 4h4",
  filter: "M3.5 5.5h13M6 10h8M8.5 14.5h3",
  plus: "M10 4v12M4 10h12",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10",
  paste: "M7 4.5H4.5v12h11v-12H13M7.5 3h5v3h-5z",
  try: "M4 4.5h12v8.5H9.5L6 16v-3H4zM8 8l1.6 1.6L12.5 7",
  history: "M4 10a6.2 6.2 0 1 0 2-4.6M6 2.8v2.9h2.9M10 6.8V10l2.4 1.6",
  chat: "M3.5 4.5h13v8.5h-7L6 16v-3H3.5z",
  up: "m5 12 5-5 5 5",
  upload: "M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13v3.5h12V13",
  download: "M10 4v9M6.5 9.5 10 13l3.5-3.5M4 13v3.5h12V13",
  pin: "M6.5 3.5h7l-1 5 2.5 3H5l2.5-3-1-5ZM10 11.5V17",
  shut: "M5.5 9h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  out: "M8 3.5H4v13h4M12.5 6.5 16 10l-3.5 3.5M16 10H7.5",
}

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]} /></svg>`
}
