import SeedParcel
import Testing

@testable import Waybill

/// A push that must pass, different from the seed's in one way.
struct Variation: Sendable, CustomStringConvertible {
    let description: String
    let apply: @Sendable (inout Situation) -> Void

    init(_ description: String, _ apply: @escaping @Sendable (inout Situation) -> Void) {
        self.description = description
        self.apply = apply
    }
}

@Suite("add_waybill: what is accepted")
struct AcceptanceTests {
    @Test("the seed's example gets the seed's reply")
    func seed() throws {
        let outcome = try Situation().outcome()
        let state = OrderState(
            status: .live, waybillID: Seed.number, isNumberGiven: true, waybillData: Seed.waybillData,
            shopAppID: "wxABCD", contentDigest: Seed.contentDigest, passwordDigest: Seed.password,
            eventTime: Seed.add.createTime)
        let result = Verdict.success(waybillID: Seed.number, waybillData: Seed.waybillData)
        #expect(outcome == Outcome(verdict: result, change: .content(state), keepsToken: true))
    }

    @Test("WayBillID 0 asks the carrier for a number")
    func issue() throws {
        var situation = Situation()
        situation.add.waybillID = "0"
        situation.facts.serialNext = 7
        let outcome = try situation.outcome()
        #expect(outcome.verdict == .success(waybillID: "731100000007", waybillData: Seed.waybillData))
        #expect(outcome.serialNext == 8)
        guard case .content(let state) = outcome.change else {
            Issue.record("no new state")
            return
        }
        #expect(!state.isNumberGiven)
        #expect(state.waybillID == "731100000007")
    }

    @Test(
        "one number that can be called is enough, whatever stands in the other",
        arguments: ["-", "none", "137****1234"])
    func phones(_ junk: String) throws {
        var situation = Situation()
        situation.add.content.sender[.tel] = UTF8Slice(junk)
        situation.add.content.receiver[.mobile] = UTF8Slice(junk)
        #expect(try situation.outcome().verdict.refusal == nil)
    }

    @Test("what is at a limit, or merely unusual, passes", arguments: texts + quantities + numbers)
    func limits(_ variation: Variation) throws {
        var situation = Situation()
        variation.apply(&situation)
        #expect(try situation.outcome().verdict.refusal == nil)
    }

    @Test(
        "the route is the receiver's, of its area, city or province",
        arguments: [
            ("Guangzhou", "Tianhe District", "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"),
            ("Guangzhou", "High-tech Zone", "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##"),
            ("Foshan", "", "##ZTO_bagAddr##Guangdong##ZTO_mark##800-000-000##"),
            ("Zhuhai", "", "##ZTO_bagAddr##Zhuhai##ZTO_mark##756-000-000##"),
        ])
    func route(_ city: String, _ area: String, _ waybillData: String) throws {
        var situation = Situation()
        situation.add.content.receiver[.city] = UTF8Slice(city)
        situation.add.content.receiver[.area] = UTF8Slice(area)
        #expect(try situation.outcome().verdict.waybillData == waybillData)
    }
}

private let texts = [
    Variation("telephone alone") { $0.add.content.sender[.mobile] = "" },
    Variation("mobile alone") { $0.add.content.receiver[.tel] = " " },
    Variation("telephone of five digits") { $0.add.content.sender[.tel] = "95338" },
    Variation("telephone of 32 bytes") { $0.add.content.sender[.tel] = UTF8Slice(String(repeating: "1", count: 32)) },
    Variation("mobile and telephone change places") {
        $0.add.content.receiver[.tel] = "18610000000"
        $0.add.content.receiver[.mobile] = "029-77777777"
    },
    Variation("no country") { $0.add.content.sender[.country] = "" },
    Variation("blank country") { $0.add.content.sender[.country] = " " },
    Variation("country in Chinese") { $0.add.content.receiver[.country] = "\u{4e2d}\u{56fd}" },
    Variation("no area") { $0.add.content.receiver[.area] = "" },
    Variation("unknown area") { $0.add.content.receiver[.area] = "Science Park" },
    Variation("Chinese names, whole") {
        $0.add.content.receiver[.province] = "\u{5e7f}\u{4e1c}\u{7701}"
        $0.add.content.receiver[.city] = "\u{5e7f}\u{5dde}\u{5e02}"
        $0.add.content.receiver[.area] = "\u{5929}\u{6cb3}\u{533a}"
    },
    Variation("Chinese names, short") {
        $0.add.content.receiver[.province] = "\u{5e7f}\u{4e1c}"
        $0.add.content.receiver[.city] = "\u{5e7f}\u{5dde}"
        $0.add.content.receiver[.area] = "\u{5929}\u{6cb3}"
    },
    Variation("no company, post code, remark") {
        $0.add.content.sender[.company] = ""
        $0.add.content.sender[.postCode] = ""
        $0.add.content.remark = ""
    },
    Variation("name of 64 bytes") { $0.add.content.sender[.name] = .filler(64) },
    Variation("company of 64 bytes") { $0.add.content.sender[.company] = .filler(64) },
    Variation("post code of 10 bytes") { $0.add.content.sender[.postCode] = .filler(10) },
    Variation("area of 64 bytes") { $0.add.content.sender[.area] = .filler(64) },
    Variation("address of 512 bytes") { $0.add.content.receiver[.address] = .filler(512) },
    Variation("remark of 1024 bytes") { $0.add.content.remark = .filler(1024) },
    Variation("order id of 512 bytes") { $0.rekey(orderID: .filler(512)) },
    Variation("app id of 64 bytes") { $0.add.shopAppID = .filler(64) },
    Variation("no service name") { $0.add.content.service.name = "" },
    Variation("second name of a service") {
        $0.add.content.service.type = .whole(2)
        $0.add.content.service.name = "SD"
    },
]

private let quantities = [
    Variation("most pieces") { $0.add.content.cargo.count = .whole(Rules.countMax) },
    Variation("one piece") { $0.add.content.cargo.count = .whole(1) },
    Variation("heaviest") { $0.add.content.cargo.weight = .value(millionths: Rules.weightMax) },
    Variation("lightest") { $0.add.content.cargo.weight = .value(millionths: 1) },
    Variation("longest") { $0.add.content.cargo.length = .value(millionths: Rules.sideMax) },
    Variation("flat") { $0.add.content.cargo.height = .whole(0) },
    Variation("not measured") {
        $0.add.content.cargo.length = .absent
        $0.add.content.cargo.width = .absent
        $0.add.content.cargo.height = .absent
    },
    Variation("no details") { $0.add.content.cargo.details = [] },
    Variation("a hundred details") {
        $0.add.content.cargo.details = Array(repeating: .init(name: "Gloves", count: .whole(1)), count: 100)
    },
    Variation("detail without a count, name of 128 bytes") {
        $0.add.content.cargo.details = [.init(name: .filler(128), count: .absent)]
    },
    Variation("least insured value") { $0.add.content.insured.value = .whole(Rules.valueMin) },
    Variation("highest insured value") { $0.add.content.insured.value = .whole(Rules.valueMax) },
    Variation("not insured") { $0.add.content.insured = Insured() },
    Variation("not insured, with a value all the same") {
        $0.add.content.insured.useInsured = .whole(0)
        $0.add.content.insured.value = .unreadable
    },
    Variation("not insured, by a carrier that does not") {
        $0.add.content.insured.useInsured = .whole(0)
        $0.rules.isInsuring = false
    },
]

private let numbers = [
    Variation("first number of a segment") { $0.add.waybillID = "123000000" },
    Variation("last number of a segment") { $0.add.waybillID = "123999999" },
    Variation("number with its check digit") { $0.add.waybillID = "WX0001230CN" },
    Variation("number that this very order holds") { $0.facts.holder = $0.add.key.bytes },
]
