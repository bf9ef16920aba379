import Documents
import JSON
import OrderFields
import SeedParcel
import Testing
import Waybill

@testable import Records

@Suite("the canonical form of a parcel")
struct CanonicalTests {
    private func content(_ json: String) throws -> Content {
        var parser = JSONParser()
        return try Content(Fields(json: [UInt8](json), parser: &parser))
    }

    private func canonical(_ json: String) throws -> String {
        "{" + Array(CommandRecord.canonicalContent(of: try content(json))).text
    }

    private static let empty = #"""
        {"Remark":"","Sender":{"Name":"","Tel":"","Mobile":"","Company":"","PostCode":"","Country":"","Province":"",
        "City":"","Area":"","Address":""},"Receiver":{"Name":"","Tel":"","Mobile":"","Company":"","PostCode":"",
        "Country":"","Province":"","City":"","Area":"","Address":""},"Cargo":{"DetailList":[]},"Insured":{},
        "Service":{"ServiceName":""}}
        """#.filter { $0 != "\n" }

    @Test(
        "equal contents give equal bytes, however they came",
        arguments: [
            #"{}"#, #"{"Sender":null,"Cargo":null}"#, #"{"Sender":[],"Cargo":{"DetailList":null}}"#,
            #"{"Cargo":{"Weight":""},"Insured":"","Unknown":[[1]]}"#,
            #"{"Service":{"ServiceType":null},"Remark":null}"#,
        ])
    func absent(_ json: String) throws {
        #expect(try canonical(json) == Self.empty)
    }

    @Test(
        "numbers are as short as they go, whether they came as numbers or text",
        arguments: [
            ("1.2", "1.2"), (#""1.2""#, "1.2"), ("1.20", "1.2"), (#""1.20""#, "1.2"), ("15", "15"), ("15.0", "15"),
            (#""15.0""#, "15"), (#"" 15 ""#, "15"), ("1.5e1", "15"), (#""0015""#, "15"), ("0", "0"), ("-0", "0"),
            ("-0.0", "0"), (#""-0""#, "0"), ("0.000001", "0.000001"), ("1e-6", "0.000001"), ("0.30000", "0.3"),
            ("1e12", "1000000000000"), ("-2.5", "-2.5"), ("true", #""unreadable""#), ("{}", #""unreadable""#),
            ("[1]", #""unreadable""#), (#""1,2""#, #""unreadable""#), ("1e13", #""unreadable""#),
            ("0.0000001", "0"), ("1e300", #""unreadable""#),
        ])
    func number(_ written: String, _ expected: String) throws {
        let canonical = try canonical(#"{"Cargo":{"Weight":"# + written + "}}")
        #expect(canonical.contains(#""Cargo":{"Weight":"# + expected + #","DetailList""#))
    }

    @Test("what is written and read again is written the same")
    func fixedPoint() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<3_000 {
            let content = Content.random(using: &random)
            let first = CommandRecord.canonicalContent(of: content)
            let read = try self.content("{" + Array(first).text)
            #expect(read == content)
            let second = CommandRecord.canonicalContent(of: read)
            guard second == first, digest(of: read, shopAppID: "wx") == digest(of: content, shopAppID: "wx") else {
                Issue.record("\(Array(first).text)\nbecame\n\(Array(second).text)")
                return
            }
        }
    }

    @Test("the digest tells every field and the shop apart")
    func digests() throws {
        let fields = [
            "Remark", "Sender.Name", "Sender.Tel", "Sender.Mobile", "Sender.Company", "Sender.PostCode",
            "Sender.Country", "Sender.Province", "Sender.City", "Sender.Area", "Sender.Address", "Receiver.Name",
            "Receiver.Address", "Cargo.Weight", "Cargo.Space_X", "Cargo.Space_Y", "Cargo.Space_Z", "Cargo.Count",
            "Insured.UseInsured", "Insured.InsuredValue", "Service.ServiceType", "Service.ServiceName",
        ]
        var digests: Set<Digest> = []
        for shop in ["", "wx1", "wx2"] {
            digests.insert(digest(of: try content("{}"), shopAppID: shop))
        }
        for field in fields {
            let parts = field.split(separator: ".")
            let leaf = "\"\(parts[parts.count - 1])\":1"
            let json = parts.count == 2 ? "{\"\(parts[0])\":{\(leaf)}}" : "{\(leaf)}"
            digests.insert(digest(of: try content(json), shopAppID: ""))
        }
        #expect(digests.count == fields.count + 3)
    }
}

extension Content {
    static func random(using random: inout SplitMix64) -> Content {
        var (cargo, insured, service) = (Cargo(), Insured(), Service())
        for path in [\Cargo.weight, \.length, \.width, \.height, \.count] {
            cargo[keyPath: path] = .random(using: &random)
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            cargo.details.append(Cargo.Detail(name: UTF8Slice(.random(using: &random)), count: .random(using: &random)))
        }
        insured.useInsured = .random(using: &random)
        insured.value = .random(using: &random)
        service.type = .random(using: &random)
        service.name = UTF8Slice(.random(using: &random))
        var content = Content()
        content.remark = UTF8Slice(.random(using: &random))
        content.sender = .random(using: &random)
        content.receiver = .random(using: &random)
        (content.cargo, content.insured, content.service) = (cargo, insured, service)
        return content
    }
}

extension Contact {
    static func random(using random: inout SplitMix64) -> Contact {
        var contact = Contact()
        for field in Contact.Field.allCases { contact.set(field, .random(using: &random)) }
        return contact
    }
}

extension Quantity {
    static func random(using random: inout SplitMix64) -> Quantity {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .absent
        case 1: return .unreadable
        default:
            let bound: Int64 = 1_000_000_000_000_000_000
            let shift = Int64.random(in: 0...60, using: &random)
            return .value(millionths: Int64.random(in: -bound...bound, using: &random) >> shift)
        }
    }
}

extension String {
    static func random(using random: inout SplitMix64) -> String {
        guard Bool.random(using: &random) else { return Nasty.texts.prefix(24).randomElement(using: &random) ?? "" }
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let limit = [0x80, 0x800, 0xd800, 0x11_0000].randomElement(using: &random) ?? 0x80
            // NUL stands in no document of ours.
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 1..<UInt32(limit), using: &random)) ?? "x")
        }
        return text
    }
}
