import Documents
import SeedEvents
import Testing
import Waybill

@testable import WeChat

/// How a field must take what it is not.
enum FieldKind: Sendable {
    /// Numbers and booleans as they were written; no objects.
    case text(@Sendable (inout Reading, String) -> Void)
    /// Only for the answer: read where it can be, and never a fault.
    case echo(@Sendable (inout Reading, String) -> Void)
    /// Anything but a number is for the checks to refuse.
    case quantity(@Sendable (inout Reading, Quantity) -> Void)
    /// A whole number that must be there.
    case integer
    /// What has no fields is empty, or a fault.
    case object(@Sendable (inout Reading) -> Void)
    case list
}

struct FieldRow: Sendable, CustomStringConvertible {
    let description: String
    let kind: FieldKind

    init(_ path: String, _ kind: FieldKind) {
        description = path
        self.kind = kind
    }

    enum Expectation: Equatable {
        case reading(Reading)
        case fault(String)
    }

    /// What the field must give for a value of the table below.
    func expectation(_ raw: String, from seed: Reading) -> Expectation {
        var reading = seed
        switch kind {
        case .text(let set):
            guard let text = Self.texts[raw] else {
                return .fault("\(description) is an object or a list; a text is expected")
            }
            if description == "OrderID", text.isEmpty { return .fault("OrderID is empty") }
            set(&reading, text)
        case .echo(let set): set(&reading, Self.texts[raw] ?? "")
        case .quantity(let set):
            set(&reading, raw == "null" ? .absent : raw == "5" ? .whole(5) : .unreadable)
        case .integer:
            guard raw == "5" else { return .fault("\(description) is not a whole number of seconds since 1970") }
            reading.head.createTime = 5
        case .object(let empty):
            guard Self.empties.contains(raw) else { return .fault("\(description) is not an object") }
            empty(&reading)
        case .list:
            guard Self.empties.contains(raw) else { return .fault("\(description) holds no objects") }
            let isObject = raw.hasPrefix("{")
            reading.content?.cargo.details = isObject ? [Cargo.Detail(name: "", count: .absent)] : []
        }
        return .reading(reading)
    }

    static let values = [#""abc""#, "5", "true", "null", "{}", #"{"x":"y"}"#, "[]", "[7]"]
    private static let texts = [#""abc""#: "abc", "5": "5", "true": "true", "null": ""]
    private static let empties = ["null", "{}", #"{"x":"y"}"#, "[]"]
}

@Suite("the wrong type in every field")
struct WrongTypeTests {
    @Test("add_waybill: a defined reading, or a fault that names the field", arguments: addFields)
    func add(_ row: FieldRow) { check(row, EventText.add, .seed) }

    @Test("cancel_waybill: the same", arguments: cancelFields)
    func cancel(_ row: FieldRow) { check(row, EventText.cancel, .cancel) }

    @Test("the tables have every field")
    func coverage() {
        let paths = EventText.add.fields.map(\.path).filter { $0 != "MsgType" && $0 != "Event" }
        let objects = ["Sender", "Receiver", "Cargo", "Insured", "Service"]
        #expect(Set(addFields.map(\.description)) == Set(paths + objects))
        let cancelPaths = EventText.cancel.fields.map(\.path).filter { $0 != "MsgType" && $0 != "Event" }
        #expect(Set(cancelFields.map(\.description)) == Set(cancelPaths))
    }

    @Test("an event whose name is none is not ours", arguments: FieldRow.values)
    func name(_ raw: String) throws {
        var parser = PushParser()
        let body = Array(EventText.add.with("Event", raw).json.utf8)
        #expect(try !EventHead(Fields(parser.parse(body, as: .json))).hasReply)
    }

    @Test(
        "in XML: elements where text should be, and text where elements should be",
        arguments: [
            ("<![CDATA[Jim]]>", "<a>1</a>", "Sender.Name is an object or a list; a text is expected"),
            ("1533042556", "<a>1</a>", "CreateTime is not a whole number of seconds since 1970"),
            ("1533042556", "", "CreateTime is not a whole number of seconds since 1970"),
            ("<![CDATA[012345678901234567890123456789]]>", "", "OrderID is empty"),
            (
                "<![CDATA[012345678901234567890123456789]]>", "<a/>",
                "OrderID is an object or a list; a text is expected"
            ),
            ("<UseInsured>1</UseInsured>\n<InsuredValue>10000</InsuredValue>", "yes", "Insured is not an object"),
            (
                "<DetailList>\n<Name><![CDATA[1001 Nights Diamond Purse]]></Name>\n<Count>1</Count>\n</DetailList>",
                "<DetailList>purse</DetailList>", "Cargo.DetailList holds no objects"
            ),
        ])
    func xml(_ found: String, _ replacement: String, _ message: String) throws {
        let body = SeedEvent.xml.replacing(found, with: replacement)
        try #require(body != SeedEvent.xml)
        #expect(throws: FieldFault(message)) { try Reading(body) }
    }

    private func check(_ row: FieldRow, _ text: EventText, _ seed: Reading) {
        for raw in FieldRow.values {
            let result: FieldRow.Expectation
            do throws(FieldFault) {
                result = .reading(try Reading(text.with(row.description, raw).json))
            } catch {
                result = .fault(error.message)
            }
            #expect(result == row.expectation(raw, from: seed), "\(row) as \(raw)")
        }
    }
}

private let headFields = [
    FieldRow("ToUserName", .echo { $0.head.toUserName = $1 }),
    FieldRow("FromUserName", .echo { $0.head.fromUserName = $1 }),
    FieldRow("CreateTime", .integer),
    FieldRow("OrderID", .text { $0.head.orderID = $1 }),
    FieldRow("BizID", .text { $0.head.bizID = $1 }),
    FieldRow("BizPwd", .text { $0.password = $1 }),
    FieldRow("ShopAppID", .text { $0.shopAppID = $1 }),
    FieldRow("WayBillID", .text { $0.head.waybillID = $1 }),
]
private let cancelFields = headFields

private let addFields =
    headFields + [
        FieldRow("Token", .text { ($0.head.token, $0.token) = ($1, $1) }),
        FieldRow("Remark", .text { $0.content?.remark = UTF8Slice($1) }),
        FieldRow("Sender", .object { $0.content?.sender = Contact() }),
        FieldRow("Receiver", .object { $0.content?.receiver = Contact() }),
        FieldRow("Cargo", .object { $0.content?.cargo = Cargo() }),
        FieldRow("Insured", .object { $0.content?.insured = Insured() }),
        FieldRow("Service", .object { $0.content?.service = Service() }),
        FieldRow("Cargo.Weight", .quantity { $0.content?.cargo.weight = $1 }),
        FieldRow("Cargo.Space_X", .quantity { $0.content?.cargo.length = $1 }),
        FieldRow("Cargo.Space_Y", .quantity { $0.content?.cargo.width = $1 }),
        FieldRow("Cargo.Space_Z", .quantity { $0.content?.cargo.height = $1 }),
        FieldRow("Cargo.Count", .quantity { $0.content?.cargo.count = $1 }),
        FieldRow("Cargo.DetailList", .list),
        FieldRow("Insured.UseInsured", .quantity { $0.content?.insured.useInsured = $1 }),
        FieldRow("Insured.InsuredValue", .quantity { $0.content?.insured.value = $1 }),
        FieldRow("Service.ServiceType", .quantity { $0.content?.service.type = $1 }),
        FieldRow("Service.ServiceName", .text { $0.content?.service.name = UTF8Slice($1) }),
    ] + contactFields("Sender") { $0.content?.sender = $1 } + contactFields("Receiver") { $0.content?.receiver = $1 }

private func contactFields(
    _ side: String, _ set: @escaping @Sendable (inout Reading, Contact) -> Void
) -> [FieldRow] {
    Contact.Field.allCases.map { field in
        FieldRow(
            "\(side).\(field.name)",
            .text { reading, text in
                var contact = (side == "Sender" ? reading.content?.sender : reading.content?.receiver) ?? Contact()
                contact.set(field, text)
                set(&reading, contact)
            })
    }
}
