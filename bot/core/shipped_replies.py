"""The shared canned replies of a new installation: (code, Chinese, English). Managers change them at the desk."""

SHIPPED = (
    (
        "hello",
        "您好，我是{{shop}}的客服{{agent.name}}，您前面说的我都看到了。我先了解一下情况，马上回复您。",
        "Hello, this is {{agent.name}} from {{shop}}. I have read what you wrote so far. "
        "Give me a moment to look into it.",
    ),
    (
        "wait",
        "我正在为您查询，需要几分钟，请您稍等。查到后马上告诉您。",
        "I am looking this up for you. It takes a few minutes; I will tell you as soon as I know.",
    ),
    (
        "details",
        "为了尽快帮您处理，请告诉我：\n1. 订单号（“我的订单”里可以看到）\n2. 产品型号\n3. 出现的情况，有照片更好",
        "To help you quickly I need:\n1. your order number (you find it under “My orders”)\n2. the model of the product\n"
        "3. what happens, with a photo if you can",
    ),
    (
        "sorry",
        "给您带来这样的麻烦，非常抱歉，换作是我也会着急。这件事由我来跟进，我先核实情况，再给您一个明确的处理办法。",
        "I am sorry for the trouble; I would be upset as well. I will take care of this: first I check what happened, "
        "then I tell you exactly what we do about it.",
    ),
    (
        "ticket",
        "您的问题已经登记，工单号是 {{ticket.number}}。有进展我们会主动联系您，您也可以随时用这个号码查询。",
        "Your matter is on file; the ticket number is {{ticket.number}}. We will contact you as soon as there is news, "
        "and you can ask about it with this number at any time.",
    ),
    (
        "bye",
        "请问还有其他可以帮您的吗？如果没有，感谢您的联系，祝您生活愉快。",
        "Is there anything else I can do for you? If not, thank you for getting in touch, and have a good day.",
    ),
)
