import Documents
import SeedParcel
import Waybill

@testable import WeChat

/// An event as it was decoded, whole, so that two can be compared.
struct Reading: Equatable {
    var head: EventHead
    var shopAppID: String
    var password: String
    /// Nil for a cancel.
    var content: Content?
    var token: String?

    /// What the seed's event says.
    static var seed: Reading {
        var head = EventHead()
        head.toUserName = "gh_abcdefg"
        head.fromUserName = "oABCD"
        head.createTime = 1_533_042_556
        head.hasCreateTime = true
        head.event = "add_waybill"
        head.token = "1234ABC234523451"
        head.orderID = "012345678901234567890123456789"
        head.bizID = "xyz"
        head.waybillID = "123456789"
        return Reading(
            head: head, shopAppID: "wxABCD", password: "xyz123", content: Seed.content,
            token: "1234ABC234523451")
    }

    /// What the cancel of wechat.md section 2 says.
    static var cancel: Reading {
        var reading = seed
        reading.head.event = "cancel_waybill"
        reading.head.token = ""
        (reading.content, reading.token) = (nil, nil)
        return reading
    }

    init(
        head: EventHead, shopAppID: String, password: String, content: Content?, token: String?
    ) {
        self.head = head
        self.shopAppID = shopAppID
        self.password = password
        self.content = content
        self.token = token
    }

    init(_ event: PushedEvent) {
        self.init(
            head: event.head, shopAppID: event.shopAppID, password: event.password, content: nil, token: nil)
        if case .addWaybill(let content, let token) = event.kind { (self.content, self.token) = (content, token) }
    }

    /// Decodes a body as the ingress does.
    init(_ body: String) throws(FieldFault) {
        self.init(try PushedEvent.read(body))
    }
}

extension PushedEvent {
    static func read(_ body: String) throws(FieldFault) -> PushedEvent {
        let bytes = Array(body.utf8)
        guard let format = PushFormat(bytes) else { throw FieldFault("the body is neither XML nor JSON") }
        var parser = PushParser()
        let fields = try Fields(parser.parse(bytes, as: format))
        return try PushedEvent(fields, head: EventHead(fields))
    }
}
