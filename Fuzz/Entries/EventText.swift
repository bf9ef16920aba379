internal import JSON
internal import OrderFields
internal import Records
internal import Waybill
internal import WeChat

/// An event that was read, written anew in either form: the second half of "read, write, read".
enum EventText {
    static func json(_ event: ReadEvent) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in head(event) { writer.field(name, value) }
        if let content = event.content { writer.fields(of: content) }
        writer.endObject()
        return writer.bytes
    }

    static func xml(_ event: ReadEvent) -> [UInt8] {
        var bytes = Array("<xml>".utf8)
        for (name, value) in head(event) { append(name, value, to: &bytes) }
        if let content = event.content { append(content, to: &bytes) }
        bytes.append(contentsOf: "</xml>".utf8)
        return bytes
    }

    /// Whether CDATA can hold every character of a JSON text that we wrote: JSON escapes control characters as
    /// `\u00..`, `\b`, `\f` and `\r` (which a parser turns into a line feed), and U+FFFE and U+FFFF stand as EF BF BE
    /// and EF BF BF.
    static func isLegalXML(_ json: [UInt8]) -> Bool {
        for (index, byte) in json.enumerated() {
            if byte == 0x7f || (byte == 0xef && isNoncharacter(json[index...])) { return false }
            guard byte == UInt8(ascii: "\\"), index + 1 < json.count else { continue }
            if [UInt8(ascii: "u"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "r")].contains(json[index + 1]) {
                return false
            }
        }
        return true
    }

    private static func isNoncharacter(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: [0xef, 0xbf, 0xbe]) || bytes.starts(with: [0xef, 0xbf, 0xbf])
    }

    private static func head(_ event: ReadEvent) -> [(String, String)] {
        let head = event.pushed.head
        return [
            ("ToUserName", head.toUserName), ("FromUserName", head.fromUserName),
            ("CreateTime", String(head.createTime)), ("Event", head.event.uppercased()), ("Token", head.token),
            ("OrderID", head.orderID), ("BizID", head.bizID), ("BizPwd", event.pushed.password),
            ("ShopAppID", event.pushed.shopAppID), ("WayBillID", event.pushed.waybillID),
        ]
    }

    private static func append(_ content: Content, to bytes: inout [UInt8]) {
        append("Remark", content.remark, to: &bytes)
        append("Sender", content.sender, to: &bytes)
        append("Receiver", content.receiver, to: &bytes)
        element("Cargo", to: &bytes) { bytes in
            append("Weight", content.cargo.weight, to: &bytes)
            append("Space_X", content.cargo.length, to: &bytes)
            append("Space_Y", content.cargo.width, to: &bytes)
            append("Space_Z", content.cargo.height, to: &bytes)
            append("Count", content.cargo.count, to: &bytes)
            for detail in content.cargo.details {
                element("DetailList", to: &bytes) { bytes in
                    append("Name", detail.name, to: &bytes)
                    append("Count", detail.count, to: &bytes)
                }
            }
        }
        element("Insured", to: &bytes) { bytes in
            append("UseInsured", content.insured.useInsured, to: &bytes)
            append("InsuredValue", content.insured.value, to: &bytes)
        }
        element("Service", to: &bytes) { bytes in
            append("ServiceType", content.service.type, to: &bytes)
            append("ServiceName", content.service.name, to: &bytes)
        }
    }

    private static func append(_ name: String, _ contact: Contact, to bytes: inout [UInt8]) {
        element(name, to: &bytes) { bytes in
            for field in Contact.Field.allCases { append(field.name, contact[field], to: &bytes) }
        }
    }

    private static func append(_ name: String, _ text: UTF8Slice, to bytes: inout [UInt8]) {
        append(name, text.string, to: &bytes)
    }

    private static func append(_ name: String, _ quantity: Quantity, to bytes: inout [UInt8]) {
        if quantity != .absent { append(name, quantity.text ?? "unreadable", to: &bytes) }
    }

    private static func append(_ name: String, _ text: String, to bytes: inout [UInt8]) {
        element(name, to: &bytes) { bytes in
            // In CDATA, since blanks around plain text do not count.
            bytes.append(contentsOf: "<![CDATA[".utf8)
            var brackets = 0
            for byte in text.utf8 {
                if byte == UInt8(ascii: ">"), brackets >= 2 { bytes.append(contentsOf: "]]><![CDATA[".utf8) }
                brackets = byte == UInt8(ascii: "]") ? brackets + 1 : 0
                bytes.append(byte)
            }
            bytes.append(contentsOf: "]]>".utf8)
        }
    }

    private static func element(_ name: String, to bytes: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        bytes.append(contentsOf: "<\(name)>".utf8)
        body(&bytes)
        bytes.append(contentsOf: "</\(name)>".utf8)
    }
}
