internal import Documents
internal import Waybill
internal import WeChat

/// A body as far as it could be read.
struct EventReading: Equatable {
    let head: EventHead
    /// Nil where a field is wrong, or where it is an event of another kind.
    let event: ReadEvent?

    /// Nil where the body has no fields.
    init?(_ body: [UInt8], as format: PushFormat, parser: inout PushParser) {
        guard let document = try? parser.parse(body, as: format), let fields = try? Fields(document) else { return nil }
        head = EventHead(fields)
        event = head.hasReply ? (try? PushedEvent(fields, head: head)).map(ReadEvent.init) : nil
    }

    /// With a parser that has read nothing before.
    init?(_ body: [UInt8], as format: PushFormat) {
        var parser = PushParser()
        self.init(body, as: format, parser: &parser)
    }
}

/// An event that can be compared.
struct ReadEvent: Equatable {
    let pushed: PushedEvent

    init(_ pushed: PushedEvent) { self.pushed = pushed }

    /// Nil for a cancel.
    var content: Content? {
        guard case .addWaybill(let content, _) = pushed.kind else { return nil }
        return content
    }

    static func == (left: ReadEvent, right: ReadEvent) -> Bool {
        // As bytes: two texts that Unicode calls equal are not the same text of a merchant. EventHead has them as text.
        left.content == right.content && left.pushed.head == right.pushed.head
            && left.texts.elementsEqual(right.texts) { $0.utf8.elementsEqual($1.utf8) }
    }

    private var texts: [String] {
        let head = pushed.head
        return [
            pushed.shopAppID, pushed.waybillID, pushed.password, head.toUserName, head.fromUserName, head.token,
            head.orderID, head.bizID,
        ]
    }
}
