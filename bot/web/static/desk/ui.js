// The one way in which the desk's modules write markup.
import { h } from "preact"
import htm from "htm"

export const html = htm.bind(h)
export { render } from "preact"
export { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
