internal import JSON
package import Waybill

/// The synchronous answer to a pushed event, laid out as in seed 003, in the format of the request.
package struct Reply: Sendable {
    private let head: EventHead
    private let result: Result

    package init(to head: EventHead, _ result: Result) {
        self.head = head
        self.result = result
    }

    package func bytes(as format: PushFormat) -> [UInt8] {
        switch format {
        case .xml: xml
        case .json: json
        }
    }

    private enum Value {
        /// Stands in CDATA in XML.
        case text(String)
        /// Stands bare in XML, as the Token does in the seed.
        case plain(String)
        case number(Int64)
    }

    /// The fields in the seed's order; To and From change places.
    private var fields: [(name: String, value: Value)] {
        let isAdd = head.event == EventHead.addWaybill
        var fields: [(String, Value)] = [
            ("ToUserName", .text(head.fromUserName)),
            ("FromUserName", .text(head.toUserName)),
            ("CreateTime", .number(head.createTime)),
            ("MsgType", .text("event")),
            ("Event", .text(head.event)),
        ]
        if isAdd { fields.append(("Token", .plain(head.token))) }
        if isAdd { fields.append(("OrderID", .text(head.orderID))) }
        fields.append(("BizID", .text(head.bizID)))
        if !isAdd { fields.append(("OrderID", .text(head.orderID))) }
        fields.append(("WayBillID", .text(result.waybillID)))
        fields.append(("ResultCode", .number(Int64(result.code.rawValue))))
        fields.append(("ResultMsg", .text(result.message)))
        if isAdd { fields.append(("WaybillData", .text(result.waybillData))) }
        return fields
    }

    private var xml: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        bytes.append(contentsOf: "<xml>\n".utf8)
        for (name, value) in fields {
            bytes.append(contentsOf: "<\(name)>".utf8)
            switch value {
            case .text(let text): Self.appendCDATA(text, to: &bytes)
            case .plain(let text): Self.appendEscaped(text, to: &bytes)
            case .number(let number): bytes.append(contentsOf: String(number).utf8)
            }
            bytes.append(contentsOf: "</\(name)>\n".utf8)
        }
        bytes.append(contentsOf: "</xml>".utf8)
        return bytes
    }

    private var json: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        var separator = "{\n"
        for (name, value) in fields {
            bytes.append(contentsOf: separator.utf8)
            bytes.append(contentsOf: "\"\(name)\": ".utf8)
            var writer = JSONWriter(capacity: 64)
            switch value {
            case .text(let text), .plain(let text): writer.string(text)
            case .number(let number): writer.integer(number)
            }
            bytes.append(contentsOf: writer.bytes)
            separator = ",\n"
        }
        bytes.append(contentsOf: "\n}".utf8)
        return bytes
    }

    /// `]]>` cannot stand inside CDATA; it is split over two sections. Control characters that XML 1.0 cannot hold at
    /// all become U+FFFD: they can only come from a JSON push, which is not answered in XML.
    private static func appendCDATA(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "<![CDATA[".utf8)
        var brackets = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ">"), brackets >= 2 { bytes.append(contentsOf: "]]><![CDATA[".utf8) }
            brackets = byte == UInt8(ascii: "]") ? brackets + 1 : 0
            append(byte, to: &bytes)
        }
        bytes.append(contentsOf: "]]>".utf8)
    }

    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            default: append(byte, to: &bytes)
            }
        }
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        if byte >= 0x20 || byte == 0x09 || byte == 0x0a {
            bytes.append(byte)
        } else if byte == 0x0d {
            // A bare carriage return would be read back as a line feed.
            bytes.append(0x0a)
        } else {
            bytes.append(contentsOf: [0xef, 0xbf, 0xbd])
        }
    }
}
