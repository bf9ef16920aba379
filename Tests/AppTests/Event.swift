internal import Crypto
internal import Foundation

/// An event of WeChat's with its fields in their documented order, in both formats.
struct Event: Sendable {
    enum Format: String, CaseIterable { case xml, json }

    indirect enum Node: Sendable {
        case text(String)
        /// As it is: a number, or in JSON whatever a test likes.
        case raw(String)
        case object([(name: String, node: Node)])
        case list([Node])
    }

    var root: Node

    /// The seed's event, for another order, and with a number of the carrier's own.
    static func add(_ order: String, number: String = "0") -> Event {
        var event = Event(root: .object(seed))
        event["OrderID"] = .text(order)
        event["WayBillID"] = .text(number)
        return event
    }

    static func cancel(_ order: String, number: String, time: Int = 1_533_042_600) -> Event {
        Event(
            root: .object([
                ("ToUserName", .text("gh_abcdefg")), ("FromUserName", .text("oABCD")), ("CreateTime", .raw("\(time)")),
                ("MsgType", .text("event")), ("Event", .text("cancel_waybill")), ("BizID", .text("xyz")),
                ("BizPwd", .text("xyz123")), ("ShopAppID", .text("wxABCD")), ("OrderID", .text(order)),
                ("WayBillID", .text(number)),
            ]))
    }

    /// The field at a path such as `Sender.Name`.
    subscript(path: String) -> Node? {
        get {
            path.split(separator: ".").reduce(Optional(root)) { node, name in
                guard case .object(let fields) = node else { return nil }
                return fields.first { $0.name == name }?.node
            }
        }
        set { root = root.setting(path.split(separator: ".")[...], newValue) }
    }

    /// The paths of all fields, objects before what they hold.
    var paths: [String] { root.paths(below: "") }

    func bytes(_ format: Format) -> [UInt8] {
        switch format {
        case .xml: Array(root.xml("xml").utf8)
        case .json: Array(root.json.utf8)
        }
    }
}

extension Event.Node {
    fileprivate func setting(_ path: ArraySlice<Substring>, _ node: Event.Node?) -> Event.Node {
        guard case .object(var fields) = self, let name = path.first else { return self }
        let index = fields.firstIndex { $0.name == name }
        if path.count > 1 {
            if let index { fields[index].node = fields[index].node.setting(path.dropFirst(), node) }
        } else if let node {
            if let index { fields[index].node = node } else { fields.append((String(name), node)) }
        } else if let index {
            fields.remove(at: index)
        }
        return .object(fields)
    }

    fileprivate func paths(below parent: String) -> [String] {
        guard case .object(let fields) = self else { return [] }
        return fields.flatMap { field in
            let path = parent.isEmpty ? field.name : "\(parent).\(field.name)"
            return [path] + field.node.paths(below: path)
        }
    }

    fileprivate var json: String {
        switch self {
        case .text(let text): "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        case .raw(let text): text
        case .object(let fields): "{" + fields.map { "\"\($0.name)\": \($0.node.json)" }.joined(separator: ",\n") + "}"
        case .list(let nodes): "[" + nodes.map(\.json).joined(separator: ", ") + "]"
        }
    }

    fileprivate func xml(_ name: String) -> String {
        switch self {
        case .text(let text): "<\(name)><![CDATA[\(text)]]></\(name)>"
        case .raw(let text): "<\(name)>\(text)</\(name)>"
        case .object(let fields): "<\(name)>\n" + fields.map { $0.node.xml($0.name) + "\n" }.joined() + "</\(name)>"
        case .list(let nodes): nodes.map { $0.xml(name) }.joined(separator: "\n")
        }
    }
}

private let seed: [(name: String, node: Event.Node)] = [
    ("ToUserName", .text("gh_abcdefg")), ("FromUserName", .text("oABCD")), ("CreateTime", .raw("1533042556")),
    ("MsgType", .text("event")), ("Event", .text("add_waybill")), ("Token", .text("1234ABC234523451")),
    ("OrderID", .text("012345678901234567890123456789")), ("BizID", .text("xyz")), ("BizPwd", .text("xyz123")),
    ("ShopAppID", .text("wxABCD")), ("WayBillID", .text("123456789")), ("Remark", .text("Fragile")),
    ("Sender", contact("Jim", "020-88888888", "18666666666", "Haizhu District")),
    ("Receiver", contact("Wang Xiaomeng", "029-77777777", "18610000000", "Tianhe District")),
    (
        "Cargo",
        .object([
            ("Weight", .raw("1.2")), ("Space_X", .raw("20.5")), ("Space_Y", .raw("15")), ("Space_Z", .raw("10")),
            ("Count", .raw("2")),
            (
                "DetailList",
                .list([
                    .object([("Name", .text("1001 Nights Diamond Purse")), ("Count", .raw("1"))]),
                    .object([("Name", .text("Hermes Birkin Bag")), ("Count", .raw("1"))]),
                ])
            ),
        ])
    ),
    ("Insured", .object([("UseInsured", .raw("1")), ("InsuredValue", .raw("10000"))])),
    (
        "Service",
        .object([("ServiceType", .raw("0")), ("ServiceName", .text("Standard express delivery"))])
    ),
]

private func contact(_ name: String, _ tel: String, _ mobile: String, _ area: String) -> Event.Node {
    .object([
        ("Name", .text(name)), ("Tel", .text(tel)), ("Mobile", .text(mobile)), ("Company", .text("Company name")),
        ("PostCode", .text("123456")), ("Country", .text("China")), ("Province", .text("Guangdong Province")),
        ("City", .text("Guangzhou")), ("Area", .text(area)),
        ("Address", .text("XXBlock XX, XX Building, No. XX, Road xxXX")),
    ])
}
