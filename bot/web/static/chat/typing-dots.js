// Three dots while the bot thinks about my message, or while the agent types.
import { useEffect, useState } from "preact/hooks"
import { html } from "./html.js"
import { lastMessage, standing, unconfirmed } from "./state.js"
import { t } from "./texts.js"

// Longer than this no turn takes; dots that never end would be a lie.
const LONGEST = 60

export function TypingDots() {
  const [, tick] = useState(0)
  const { owner, agent, typing } = standing.value
  const last = lastMessage.value
  const bot = owner === "bot" && last?.author === "customer" && Date.now() / 1000 - last.at < LONGEST && unconfirmed.value.length === 0
  useEffect(() => {
    if (!bot) return undefined
    const timer = setTimeout(() => tick((count) => count + 1), LONGEST * 1000)
    return () => clearTimeout(timer)
  }, [bot, last?.seq])
  if (!bot && !(owner === "agent" && typing)) return null
  const words = owner === "agent" ? t("typing_agent", { agent: agent || t("agent") }) : t("typing_bot")
  return html`<div class="row row-theirs row-first typing"><span class="side"></span>
    <div class="bubble dots"><span class="visually-hidden">${words}</span><i></i><i></i><i></i></div></div>`
}
