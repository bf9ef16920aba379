package import Crypto
package import Documents
internal import OrderFields
package import Records
package import Waybill

/// What WeChat pushed, with its secrets still in clear: never stored, never logged.
package struct PushedEvent: Sendable {
    package enum Kind: Sendable {
        case addWaybill(Content, token: String)
        case cancelWaybill
    }

    package var head: EventHead
    package var kind: Kind
    package var shopAppID: String
    package var password: String

    package var waybillID: String { head.waybillID }
}

/// What an answer repeats of its event (seed 003, "Message Responses").
package struct EventHead: Equatable, Sendable {
    package var toUserName = ""
    package var fromUserName = ""
    /// 0 where the event has none.
    package var createTime: Int64 = 0
    var hasCreateTime = false
    /// In lower case, whatever the push had.
    package var event = ""
    package var token = ""
    package var orderID = ""
    package var bizID = ""
    package var waybillID = ""
    /// Whether characters that no parser takes were replaced in the event, which no id may be changed by.
    var isRepaired = false

    package static let addWaybill = "add_waybill"
    package static let cancelWaybill = "cancel_waybill"

    package init() {}

    /// Reads what can be read: an event with a fault further down is still answered by name. Never fails.
    package init(_ fields: Fields, isRepaired: Bool = false) {
        func text(_ name: StaticString) -> String {
            fields.idBytes(name).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        self.isRepaired = isRepaired
        toUserName = text("ToUserName")
        fromUserName = text("FromUserName")
        // Numbers that no clock can mean are answered with, and refused, as they came.
        let time = fields.idBytes("CreateTime").flatMap { bytes in
            Quantity(text: bytes).wholeNumber ?? Int64(String(decoding: bytes, as: UTF8.self))
        }
        createTime = time ?? 0
        hasCreateTime = time != nil
        let name = text("Event")
        event = name == Self.addWaybill ? name : name.lowercased()
        token = fields.bytes("Token").map { String(decoding: $0, as: UTF8.self) } ?? ""
        orderID = text("OrderID")
        bizID = text("BizID")
        waybillID = text("WayBillID")
    }

    /// The events whose reply has fields of its own; others are answered with `success` (wechat.md section 1.6).
    package var hasReply: Bool { event == Self.addWaybill || event == Self.cancelWaybill }

    /// Whether it says whose event it is and how to answer it.
    package var isWhole: Bool {
        hasReply && hasCreateTime && ![toUserName, fromUserName, orderID, bizID].contains("")
    }

    /// The order that the event is about; nil where its ids are missing, too long for a record, or not as they were.
    package func orderKey(carrier: String) -> OrderKey? {
        guard !orderID.isEmpty, orderID.utf8.count <= OrderFieldLimits.orderIDByteCountMax,
            bizID.utf8.count <= OrderFieldLimits.bizIDByteCountMax, !isChanged(orderID), !isChanged(bizID)
        else { return nil }
        return OrderKey(carrier: carrier, bizID: bizID, orderID: orderID)
    }

    /// Whether a text of the event may have been another one before it was repaired.
    func isChanged(_ text: String) -> Bool { isRepaired && text.unicodeScalars.contains("\u{fffd}") }
}

extension PushedEvent {
    /// `fields` of an event whose head says add_waybill or cancel_waybill. The fault names the first field that cannot
    /// be read as what it must be; whether what it says can be right is for the checks.
    package init(_ fields: Fields, head: EventHead) throws(FieldFault) {
        self.head = head
        guard head.hasCreateTime else {
            try fields.checkStandsOnce("CreateTime")
            throw FieldFault("CreateTime is not a whole number of seconds since 1970")
        }
        guard (0...WeChatLimits.createTimeMax).contains(head.createTime) else {
            throw FieldFault("CreateTime is not in seconds since 1970")
        }
        // Read by the head already; again only to say what is wrong.
        if head.fromUserName.isEmpty { try fields.checkStandsOnce("FromUserName") }
        if head.bizID.isEmpty { _ = try fields.id("BizID") }
        if head.orderID.isEmpty {
            _ = try fields.id("OrderID")
            throw FieldFault("OrderID is empty")
        }
        shopAppID = try fields.id("ShopAppID")
        if head.waybillID.isEmpty { _ = try fields.id("WayBillID") }
        // What the record of a command takes; a longer one would only be found out by the processor. The limit that a
        // sender has to keep is smaller, and the processor's to check.
        if head.orderID.utf8.count > OrderFieldLimits.orderIDByteCountMax {
            throw .tooLong("OrderID", WaybillLimits.orderIDByteCountMax)
        }
        if head.bizID.utf8.count > OrderFieldLimits.bizIDByteCountMax {
            throw .tooLong("BizID", WaybillLimits.bizIDByteCountMax)
        }
        if head.waybillID.utf8.count > OrderFieldLimits.waybillIDByteCountMax {
            throw .tooLong("WayBillID", WaybillLimits.waybillIDByteCountMax)
        }
        password = try fields.text("BizPwd")
        if head.event == EventHead.cancelWaybill {
            kind = .cancelWaybill
        } else {
            if head.token.isEmpty { _ = try fields.text("Token") }
            let token = head.token
            guard token.utf8.count <= WeChatLimits.tokenByteCountMax else {
                throw .tooLong("Token", WeChatLimits.tokenByteCountMax)
            }
            kind = .addWaybill(try Content(fields), token: token)
        }
        if head.isRepaired { try checkUnchanged() }
    }

    /// Ids and secrets are never served as something else than what was sent.
    private func checkUnchanged() throws(FieldFault) {
        for (name, text) in [
            ("OrderID", head.orderID), ("BizID", head.bizID), ("ShopAppID", shopAppID), ("WayBillID", waybillID),
            ("BizPwd", password), ("Token", head.token),
        ] where head.isChanged(text) {
            throw FieldFault(
                "\(name) has a character that cannot be read; send it in UTF-8, without control characters")
        }
    }

    /// The record of the command that the event asks for, its secrets sealed or digested.
    package func command(carrier: String, secrets: Secrets) throws(CryptoError) -> CommandRecord {
        let key = OrderKey(carrier: carrier, bizID: head.bizID, orderID: head.orderID)
        let digest = secrets.passwordDigest(carrier: carrier, bizID: head.bizID, password: password)
        switch kind {
        case .addWaybill(let content, let token):
            // An event without a token must not take the place of one that has it.
            let sealed: UTF8Slice = token.isEmpty ? "" : UTF8Slice(try secrets.seal(token: token, for: key))
            return CommandRecord(
                .addWaybill(
                    AddWaybill(
                        key: key, createTime: head.createTime, shopAppID: shopAppID, waybillID: waybillID,
                        content: content, passwordDigest: digest, sealedToken: sealed)))
        case .cancelWaybill:
            return CommandRecord(
                .cancelWaybill(
                    CancelWaybill(
                        key: key, createTime: head.createTime, shopAppID: shopAppID, waybillID: waybillID,
                        passwordDigest: digest)))
        }
    }
}

extension FieldFault {
    fileprivate static func tooLong(_ name: StaticString, _ byteCountMax: Int) -> FieldFault {
        FieldFault("\(name) is longer than \(byteCountMax) bytes")
    }
}
