// What the server put into the page.
export const config = JSON.parse(document.getElementById("config").textContent)
export const isWidget = config.variant === "widget"
