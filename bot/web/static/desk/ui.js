// The one way in which the desk's modules write markup.
import { h } from "preact"
import htm from "htm"

export const html = htm.bind(h)
export { render } from "preact"
// Effects run before the browser paints: a key pressed after the paint would go where the focus was before.
export { useLayoutEffect as useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
