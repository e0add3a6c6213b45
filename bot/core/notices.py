"""What the system says to a customer by itself, in both languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

NOTICES: dict[str, dict[str, str]] = {
    "queued": {
        "zh": "已为您呼叫人工客服，您排在第 {position} 位，预计等待 {low}–{high} 分钟。工单号 {ticket}。您可以继续留言，客服都会看到。",
        "en": "I have called a member of our team. You are number {position} in the queue; the wait is about {low}–{high} minutes. "
        "Your ticket is {ticket}. Anything you write meanwhile will be seen.",
    },
    # Somebody is there, and everybody who takes customers has as many as one has at once.
    "queued_busy": {
        "zh": "客服此刻都在接待其他客户。您排在第 {position} 位，预计等待 {low}–{high} 分钟。工单号 {ticket}。您可以继续留言，客服都会看到。",
        "en": "All of our team are in conversations at the moment. You are number {position} in the queue; the wait is about "
        "{low}–{high} minutes. Your ticket is {ticket}. Anything you write meanwhile will be seen.",
    },
    # Those who are there said that they take nobody new: nobody knows for how long.
    "queued_no_minutes": {
        "zh": "客服此刻都在忙，要等多久现在还说不准。您排在第 {position} 位，有客服空出来就会接待您。工单号 {ticket}。"
        "您可以先离开，回复会留在这里；想继续问智能助手，请先取消排队。",
        "en": "All of our team are busy at the moment and I cannot promise how long it takes. You are number {position} in the "
        "queue and are taken as soon as somebody is free. Your ticket is {ticket}. You may leave this page, the answer will be "
        "here; to go on with the assistant, leave the queue.",
    },
    "queued_urgent_busy": {
        "zh": "已为您提交紧急人工请求，工单号 {ticket}。客服此刻都在忙，我们已发出提醒，会最先处理您的请求。请先按上面的安全提示处理，有危险请立即拨打 119 / 120 / 110。",
        "en": "Your emergency request is filed as {ticket}. All of our team are busy at this moment; they have been alerted and yours "
        "comes first. Please follow the safety steps above and call your emergency number (119 / 120 / 110 in China) if anyone is "
        "in danger.",
    },
    "queued_unattended": {
        "zh": "已为您提交紧急人工请求，工单号 {ticket}。目前没有客服在线，我们已发出提醒。请先按上面的安全提示处理，有危险请立即拨打 119 / 120 / 110。",
        "en": "Your emergency request is filed as {ticket}. Nobody is online at this moment and the team has been alerted. "
        "Please follow the safety steps above and call your emergency number (119 / 120 / 110 in China) if anyone is in danger.",
    },
    "queued_nobody_online": {
        "zh": "您已在排队，目前第 {position} 位。现在没有客服在线，最先上线的客服会接待您。工单号 {ticket}。"
        "您可以先离开，回复会留在这里；想继续问智能助手，请先取消排队。",
        "en": "You are in the queue, number {position}. Nobody from our team is online at this moment; the first of us to come "
        "online takes your conversation. Your ticket is {ticket}. You may leave this page, the answer will be here; to go on "
        "with the assistant, leave the queue.",
    },
    "queued_out_of_hours": {
        "zh": "您已在排队，目前第 {position} 位。现在没有客服在线，{opens}；最先上线的客服会接待您。工单号 {ticket}。"
        "您可以先离开，回复会留在这里；想继续问智能助手，请先取消排队。",
        "en": "You are in the queue, number {position}. Nobody from our team is online now; {opens}. The first of us "
        "to come online takes your conversation. Your ticket is {ticket}. You may leave this page, the answer will be here; to go "
        "on with the assistant, leave the queue.",
    },
    # Out of hours, but a desk is open: perhaps somebody works late, perhaps it was forgotten.
    "queued_off_duty": {
        "zh": "您已在排队，目前第 {position} 位。现在不在人工服务时间，{opens}；有客服空出来会提前接待您。工单号 {ticket}。"
        "您可以先离开，回复会留在这里；想继续问智能助手，请先取消排队。",
        "en": "You are in the queue, number {position}. Our team is off duty now; {opens}. You are taken "
        "sooner if somebody is free. Your ticket is {ticket}. You may leave this page, the answer will be here; to go on "
        "with the assistant, leave the queue.",
    },
    "still_waiting": {
        "zh": "让您久等了，很抱歉。您仍在队列中，目前第 {position} 位；工单 {ticket} 已记录，最迟 {due} 前会有人与您联系。您可以留在这里，也可以稍后再来。",
        "en": "I am sorry for the wait. You are still in the queue, now number {position}; ticket {ticket} is on file and somebody will "
        "get back to you by {due} at the latest. You may stay here or come back later.",
    },
    "still_waiting_danger": {
        "zh": "很抱歉，还没有客服接入，我们已再次提醒团队负责人（工单 {ticket}），您的会话会一直保留在队列最前面。"
        "请不要等我们：有危险请立即离开现场，拨打 119 / 120 / 110。",
        "en": "I am sorry, nobody has joined yet. The team leads have been alerted again (ticket {ticket}) and you stay at the front "
        "of the queue. Please do not wait for us: if anyone is in danger, get away from it and call your emergency number "
        "(119 / 120 / 110 in China).",
    },
    "waiting_long": {
        "zh": "很抱歉，仍然没有客服空出来。您目前第 {position} 位，团队负责人已收到提醒；最迟 {due} 前会有人与您联系（工单 {ticket}）。"
        "您可以继续等，也可以先离开。{reach}",
        "en": "I am sorry, nobody has become free yet. You are number {position} and the team leads have been alerted; somebody will "
        "get back to you by {due} at the latest (ticket {ticket}). You may go on waiting or leave this page.{reach}",
    },
    "reach_known": {"zh": "届时会通过 {reach} 联系您。", "en": " We will reach you at {reach}."},
    "reach_wanted": {
        "zh": "方便的话，请在这里留下电话或邮箱。",
        "en": " Please leave a phone number or an e-mail address here if you can.",
    },
    "nobody_came": {
        "zh": "很抱歉，现在没有客服能接待您，不让您继续空等了。工单 {ticket} 仍在处理中，最迟 {due} 前会有人通过 {reach} 与您联系。"
        "智能助手继续为您服务，需要时随时说“转人工”。",
        "en": "I am sorry, nobody could take your conversation, and I will not keep you waiting. Ticket {ticket} stays open and "
        "somebody will get back to you by {due} at the latest, at {reach}. The assistant is back; say “talk to a person” "
        "whenever you need one.",
    },
    "nobody_came_unreachable": {
        "zh": "很抱歉，现在没有客服能接待您，不让您继续空等了。工单 {ticket} 仍在处理中，最迟 {due} 前会有人在这个对话里回复您。"
        "智能助手继续为您服务，需要时随时说“转人工”。",
        "en": "I am sorry, nobody could take your conversation, and I will not keep you waiting. Ticket {ticket} stays open and "
        "somebody will answer here by {due} at the latest. The assistant is back; say “talk to a person” whenever you need one.",
    },
    "ask_contact": {
        "zh": "您还没有留下联系方式。留下电话或邮箱，客服就能主动联系您，不必守在这里。",
        "en": "We have no way to reach you yet. Leave a phone number or an e-mail address and somebody will contact you, so you "
        "need not stay here.",
    },
    "contact_kept": {
        "zh": "已记下 {reach}，客服会通过它与您联系（工单 {ticket}）。",
        "en": "Noted: we will reach you at {reach} (ticket {ticket}).",
    },
    "leave_contact": {"zh": "留下联系方式", "en": "Leave my contact"},
    "agent_reminded": {
        "zh": "已提醒客服 {agent} 您在等待，请稍候。",
        "en": "{agent} has been reminded that you are waiting. One moment, please.",
    },
    "agent_silent": {
        "zh": "很抱歉，客服 {agent} 没能及时回复您。您已回到队列前面，目前第 {position} 位，会由下一位空出来的客服接待（工单 {ticket}）。",
        "en": "I am sorry, {agent} did not get to answer you. You are back near the front of the queue, number {position}, and the next "
        "of us to be free takes over (ticket {ticket}).",
    },
    "agent_gone": {
        "zh": "很抱歉，客服 {agent} 断线了。您已回到队列前面，目前第 {position} 位，会由下一位空出来的客服接待（工单 {ticket}）。",
        "en": "I am sorry, {agent} has lost the connection. You are back near the front of the queue, number {position}, and the next "
        "of us to be free takes over (ticket {ticket}).",
    },
    "but_closed": {
        "zh": "现在不在人工服务时间，{opens}。",
        "en": " Our team is off duty now; {opens}.",
    },
    "but_danger": {
        "zh": "有危险请立即拨打 119 / 120 / 110。",
        "en": " If anyone is in danger, call your emergency number (119 / 120 / 110 in China).",
    },
    "customer_reminded": {
        "zh": "您还在吗？客服 {agent} 在等您的回复。如果暂时没有回复，这次人工对话稍后会先结束，您随时回来说一声就行。",
        "en": "Are you still there? {agent} is waiting for your answer. Without one this talk ends in a while; a word brings it back.",
    },
    "customer_silent": {
        "zh": "有一阵子没有收到您的回复，这次人工对话先结束了。工单 {ticket} 为您保留；您再说一句话，就能接着处理。",
        "en": "We have not heard from you for a while, so this talk has ended for now. Ticket {ticket} is kept for you; a word from "
        "you takes it up again.",
    },
    "resumed": {"zh": "欢迎回来，客服 {agent} 继续为您服务。", "en": "Welcome back; {agent} goes on with you."},
    "joined": {"zh": "人工客服 {agent} 已接入，为您服务。", "en": "{agent} from our team has joined the conversation."},
    "transferred": {
        "zh": "{agent}请同事{to}接着帮您。前面的内容{to}都能看到，您不用再说一遍。",
        "en": "{agent} has asked a colleague, {to}, to go on helping you. {to} can read everything so far, so there is no need to "
        "repeat it.",
    },
    "put_back": {
        "zh": "{agent}请其他同事接着帮您。您排在队列前面，目前第 {position} 位（工单 {ticket}）；前面的内容同事都能看到，您不用再说一遍。",
        "en": "{agent} has asked for another colleague to go on helping you. You are near the front of the queue, number "
        "{position} (ticket {ticket}); they can read everything so far, so there is no need to repeat it.",
    },
    "taken_over": {
        "zh": "客服 {agent} 已从 {former} 手中接过您的会话，继续为您服务。",
        "en": "{agent} has taken over from {former} and goes on with you.",
    },
    "reassigned": {
        "zh": "您的会话已转由客服 {agent} 继续为您服务。",
        "en": "{agent} from our team goes on with you from here.",
    },
    "sent_back": {
        "zh": "我们正在为您换一位客服。您在队列前面，目前第 {position} 位，下一位空出来的客服会接待您（工单 {ticket}）。",
        "en": "We are finding another member of our team for you. You are near the front of the queue, number {position}, and the "
        "next of us to be free takes over (ticket {ticket}).",
    },
    "released": {
        "zh": "客服 {agent} 已离开，智能助手继续为您服务。工单 {ticket} 仍在处理中。",
        "en": "{agent} has left and the assistant is back. Ticket {ticket} stays open.",
    },
    "resolved": {
        "zh": "客服 {agent} 已将问题标记为解决（工单 {ticket}），智能助手继续为您服务。",
        "en": "{agent} has marked the matter as solved (ticket {ticket}) and the assistant is back.",
    },
    "passed_on": {
        "zh": "客服 {agent} 已把您的问题转交同事继续处理，工单 {ticket} 仍在处理中，智能助手继续为您服务。",
        "en": "{agent} has passed your matter on to colleagues; ticket {ticket} stays open and the assistant is back.",
    },
    "customer_gone": {
        "zh": "没有收到您的回复，这次人工对话先结束了（工单 {ticket}）。需要时随时再说一声，智能助手继续为您服务。",
        "en": "We have not heard from you, so this talk has ended (ticket {ticket}). Write whenever you need us; the assistant is back.",
    },
    "confirm": {
        "zh": "请问问题解决了吗？如果 {time}内没有收到您的回复，工单会自动关闭。",
        "en": "Is your problem solved? Without an answer the ticket closes by itself in {time}.",
    },
    "confirm_yes": {"zh": "已解决", "en": "Yes, solved"},
    "confirm_no": {"zh": "还没解决", "en": "Not yet"},
    "confirmed": {
        "zh": "谢谢您的确认，工单 {ticket} 已完成。还有其他问题，随时告诉我。",
        "en": "Thank you for telling us; ticket {ticket} is done. If there is anything else, just write.",
    },
    "reopened": {
        "zh": "很抱歉还没有解决。工单 {ticket} 已重新打开，客服 {agent} 马上继续为您处理，前面说过的不用再说。",
        "en": "I am sorry that it is not solved. Ticket {ticket} is open again and {agent} goes on with you; there is no need to "
        "explain it all again.",
    },
    "reopened_queued": {
        "zh": "很抱歉还没有解决。工单 {ticket} 已重新打开，您排在队列前面，目前第 {position} 位，会由下一位空出来的客服接着处理；前面说过的不用再说。",
        "en": "I am sorry that it is not solved. Ticket {ticket} is open again and you are near the front of the queue, number "
        "{position}; the next of us to be free goes on with it, and there is no need to explain it all again.",
    },
    "left_queue": {
        "zh": "已取消排队，智能助手继续为您服务。需要时随时说“转人工”。",
        "en": "You have left the queue and the assistant is back. Say “talk to a person” whenever you need one.",
    },
    "request_filed": {
        "zh": "您的留言已登记，工单号 {ticket}。我们最迟 {due} 前通过 {reach} 与您联系。",
        "en": "Your request is filed as {ticket}. We will get back to you by {due} at the latest, at {reach}.",
    },
    "bot_failed": {
        "zh": "抱歉，智能助手暂时出了问题，这条消息已经转给人工客服。",
        "en": "Sorry, the assistant has run into a problem. Your message has been passed to our team.",
    },
    # A time that the customer was told has passed (bot/usecases/sla_alarms.py).
    "promise_broken": {
        "zh": "很抱歉，我们没能在 {was} 前与您联系（工单 {ticket}）。团队负责人已收到提醒，最迟 {due} 前会有人通过 {reach} 与您联系。",
        "en": "I am sorry: nobody got back to you by {was} as we had promised (ticket {ticket}). The team leads have been alerted, "
        "and somebody will get back to you by {due} at the latest, at {reach}.",
    },
    "promise_broken_unreachable": {
        "zh": "很抱歉，我们没能在 {was} 前与您联系（工单 {ticket}）。团队负责人已收到提醒，最迟 {due} 前会有人在这个对话里回复您。"
        "留下电话或邮箱，我们也可以直接联系您。",
        "en": "I am sorry: nobody got back to you by {was} as we had promised (ticket {ticket}). The team leads have been alerted, "
        "and somebody will answer here by {due} at the latest. With a phone number or an e-mail address we can also reach you "
        "directly.",
    },
}


def notice(name: str, language: str, **values: Any) -> str:
    return NOTICES[name]["en" if language == "en" else "zh"].format(**values)


def clock(moment: float, zone: str, language: str, now: float) -> str:
    """A time as people say it: today and tomorrow by name, else the date."""
    local = datetime.fromtimestamp(moment, ZoneInfo(zone))
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    days = (local.date() - today).days
    at = f"{local:%H:%M}"
    if language == "en":
        day = {0: "today", 1: "tomorrow"}.get(days, f"{local:%A}, {local.day} {local:%B}")
        return f"{at} {day}"
    day = {0: "今天", 1: "明天", 2: "后天"}.get(days, f"{local.month}月{local.day}日")
    return f"{day} {at}"
