@testable import Waybill

extension Faults {
    typealias Side = any WritableKeyPath<Content, Contact> & Sendable
    typealias Field = Contact.Field

    /// 20002 and 20004: name, telephone or mobile, and address, complete, unmasked and within WeChat's lengths.
    static func contact(_ side: String, _ path: Side, _ code: Refusal.Reason) -> [Fault] {
        func fault(_ field: String, _ problem: String, _ change: @escaping @Sendable (inout Contact) -> Void) -> Fault {
            Fault("\(side).\(field) \(problem)", code, "\(side).\(field) \(problem)") {
                change(&$0.add.content[keyPath: path])
            }
        }
        let required: [(String, Field)] = [
            ("Name", .name), ("Province", .province), ("City", .city), ("Address", .address),
        ]
        let empty = required.flatMap { name, field in
            ["", "  ", "\t\r\n", "\u{3000}"].map { blank in fault(name, "is empty") { $0.set(field, blank) } }
        }
        let masked = required.flatMap { name, field in
            ["W**g", "\u{5f20}\u{ff0a}"].map { text in
                fault(name, "is masked with asterisks; the full text is required") { $0.set(field, text) }
            }
        }
        let lost = required.flatMap { name, field in
            ["\u{fffd}", "\u{fffd}\u{fffd} \u{421}\u{fffd}\u{fffd}"].map { text in
                fault(name, "has lost most of its characters (U+FFFD); send it in UTF-8") { $0.set(field, text) }
            }
        }
        let limits: [(String, Field, Int)] = [
            ("Name", .name, 64), ("Company", .company, 64), ("PostCode", .postCode, 10),
            ("Country", .country, 64), ("Province", .province, 64), ("City", .city, 64), ("Area", .area, 64),
            ("Address", .address, 512),
        ]
        let long = limits.map { name, field, limit in
            fault(name, "is longer than \(limit) bytes") { $0[field] = .filler(limit + 1) }
        }
        return empty + masked + lost + long + phone(side, path, code)
    }

    private static func phone(_ side: String, _ path: Side, _ code: Refusal.Reason) -> [Fault] {
        let both = "\(side).Mobile and \(side).Tel are both empty; one of them is required"
        let missing = ["", "   ", "\u{3000}"].map { blank in
            Fault("\(side) without telephone", code, both) {
                $0.add.content[keyPath: path].set(.tel, blank)
                $0.add.content[keyPath: path].set(.mobile, blank)
            }
        }
        let fields: [(String, Field, other: Field)] = [("Tel", .tel, .mobile), ("Mobile", .mobile, .tel)]
        return missing
            + fields.flatMap { name, field, other in
                [
                    ("137****1234", "is masked with asterisks; the full number is required"),
                    ("1234", "has fewer than 5 digits"), ("ask at the door", "has fewer than 5 digits"),
                    (String(repeating: "1", count: 33), "is longer than 32 bytes"),
                ].map { text, problem in
                    Fault("\(side).\(name) \(problem)", code, "\(side).\(name) \(problem)") {
                        $0.add.content[keyPath: path].set(field, text)
                        // One number that can be called is enough.
                        $0.add.content[keyPath: path][other] = ""
                    }
                }
            }
    }

    /// 20003 and 20005: the carrier does not go there.
    static func place(_ side: String, _ path: Side, _ code: Refusal.Reason) -> [Fault] {
        func fault(_ message: String, _ change: @escaping @Sendable (inout Contact) -> Void) -> Fault {
            Fault("\(side).\(message)", code, "\(side).\(message)") { change(&$0.add.content[keyPath: path]) }
        }
        return [
            fault("Country is not China") { $0[.country] = "Atlantis" },
            fault("Province is not a province of China") { $0[.province] = "Lemuria" },
            fault("Province is not a province of China") { $0[.province] = "Guangzhou" },
            fault("City is not a city of that Province") { $0[.city] = "Springfield" },
            fault("City is not a city of that Province") { $0[.city] = "Haikou" },
            fault("Province, City and Area are outside of the carrier's service area") {
                $0[.province] = "Hainan"
                $0[.city] = "Haikou"
            },
        ]
    }
}
