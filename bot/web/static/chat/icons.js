// Line icons, 24 × 24, drawn for this page; they take the colour of the text around them.
import { html } from "./html.js"

const PATHS = {
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.500 8.500c.6-3.600 3.600-6 7.500-6s6.900 2.400 7.500 6",
  send: "M5 12h13M12.500 5.500 19 12l-6.500 6.500",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9.500 6 6 6-6",
  bell: "M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500l1.500 1.500H5l1.500-1.500ZM10 20.500h4",
  silent: "M6.500 16.500V11c0-1 .3-2 .8-2.800M10 5.800a5.500 5.500 0 0 1 7.500 5.200v4M18 18H5l1.500-1.500M10 20.500h4M4 4l16 16",
  shield: "M12 3.500 5 6v5.500c0 4.200 2.800 7.500 7 9 4.200-1.500 7-4.800 7-9V6l-7-2.500ZM12 8.500v4M12 15.800v.1",
  check: "m5.500 12.500 4.500 4.500 8.500-9.500",
  retry: "M19 12a7 7 0 1 1-2.200-5.100M19.500 4v4h-4",
  warn: "M12 8v5M12 16.200v.1M12 3.500l9 16H3l9-16Z",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z",
  note: "M6 4h9l4 4v12H6V4ZM9.500 11.500h6M9.500 15.500h6M14.500 4v4.500H19",
  clock: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 7.500V12l3 2",
}

export function Icon({ name, size = 20 }) {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`
}

export function Leaf({ size = 36 }) {
  return html`<svg class="leaf" width=${size} height=${size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path d="M8.200 19.600c0-7.200 5-11.600 15.300-11.600.2 9.700-4 14.800-10.500 14.800-1.500 0-2.700-.4-3.600-1.200" fill="currentColor" />
    <path d="M7.800 25.500c1.600-4.700 4.700-8.300 9.300-10.800" fill="none" stroke="var(--accent)" stroke-width="1.900" stroke-linecap="round" />
    <path d="M7.700 25.600 9.700 21.800" fill="none" stroke="currentColor" stroke-width="1.900" stroke-linecap="round" /></svg>`
}
