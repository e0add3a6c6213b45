// nlp.js over articles, behind the shapes of Rasa's `rest` channel: node server.mjs ARTICLES.json PORT
//
// At its best: it is told the language by the script of the message, logs nothing, writes nothing to disk,
// and keeps the conversations in memory.

import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { containerBootstrap } from "@nlpjs/core"
import { LangEn } from "@nlpjs/lang-en"
import { LangZh } from "@nlpjs/lang-zh"
import { Nlp } from "@nlpjs/nlp"

const NOT_UNDERSTOOD = { zh: "抱歉，我没有听懂，请换个说法。", en: "Sorry, I did not understand. Please say it another way." }
const LONGEST_BODY = 65536

const [path, port] = process.argv.slice(2)
const articles = JSON.parse(await readFile(path, "utf8"))
const conversations = new Map()

// One engine that answers; an edit trains another one, which then takes its place.
let engine
let trainedIn

async function train() {
  const container = await containerBootstrap()
  container.use(LangZh)
  container.use(LangEn)
  const made = new Nlp({
    container,
    autoLoad: false,
    autoSave: false,
    forceNER: false,
    calculateSentiment: false,
    languages: ["zh", "en"],
    nlu: { useNoneFeature: true, log: false },
  })
  for (const article of articles) {
    const intent = `${article.id}.${article.language}`
    for (const phrase of article.phrases) made.addDocument(article.language, phrase, intent)
    made.addAnswer(article.language, intent, article.answer)
  }
  const began = performance.now()
  await made.train()
  trainedIn = (performance.now() - began) / 1000
  engine = made
}

async function answer({ sender, message }) {
  const language = /\p{Script=Han}/u.test(message) ? "zh" : "en"
  const context = conversations.get(sender) ?? { turns: 0 }
  context.turns += 1
  conversations.set(sender, context)
  const found = await engine.process(language, message, context)
  return [{ recipient_id: sender, text: found.answer || NOT_UNDERSTOOD[language] }]
}

// An edit: {"id", "language", "variant" or "answer"}. An answer is exchanged at once; the library cannot learn one
// phrase alone, so a phrase means to learn all anew, and customers wait meanwhile.
async function edit({ id, language, variant, answer: text }) {
  const article = articles.find((one) => one.id === id && one.language === language)
  if (variant) {
    article.phrases.push(variant)
    await train()
  } else {
    const intent = `${id}.${language}`
    engine.removeAnswer(language, intent, article.answer)
    engine.addAnswer(language, intent, text)
    article.answer = text
  }
  return { trained_in: trainedIn }
}

const ROUTES = { "/webhooks/rest/webhook": answer, "/edit": edit }

async function body(request) {
  let read = ""
  for await (const part of request) {
    read += part
    if (read.length > LONGEST_BODY) throw new RangeError("the body is too long")
  }
  return JSON.parse(read)
}

const server = createServer(async (request, response) => {
  const say = (status, found) => {
    response.writeHead(status, { "Content-Type": "application/json" })
    response.end(JSON.stringify(found))
  }
  try {
    if (request.method === "GET") return say(200, { trained_in: trainedIn })
    const route = ROUTES[request.url]
    if (!route) return say(404, { error: `there is no ${request.url}` })
    say(200, await route(await body(request)))
  } catch (error) {
    say(500, { error: String(error) })
  }
})

await train()
server.listen(Number(port), "127.0.0.1")
