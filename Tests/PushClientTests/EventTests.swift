import Testing

@testable import PushClient

@Suite struct EventTests {
    @Test func theSeedsExampleIsWrittenByteForByte() {
        #expect(String(decoding: Seed.event.encoded(.xml), as: UTF8.self) == Seed.xml)
        #expect(String(decoding: Seed.event.encoded(.json), as: UTF8.self) == Seed.json)
    }

    /// wechat.md section 1.5: the document's cancel_waybill sample, of these fields in this order.
    @Test func cancelHasTheDocumentsFields() {
        var profile = EventProfile()
        profile.orderPrefix = "A"
        let event = EventGenerator(profile: profile, concurrency: 1).cancelEvent(0, waybillID: "123456789")
        #expect(
            String(decoding: event.encoded(.xml), as: UTF8.self) == """
                <xml>
                <ToUserName><![CDATA[gh_abcdefg]]></ToUserName>
                <FromUserName><![CDATA[oABCD]]></FromUserName>
                <CreateTime>1533042556</CreateTime>
                <MsgType><![CDATA[event]]></MsgType>
                <Event><![CDATA[cancel_waybill]]></Event>
                <BizID><![CDATA[xyz]]></BizID>
                <BizPwd><![CDATA[xyz123]]></BizPwd>
                <ShopAppID><![CDATA[wxABCD]]></ShopAppID>
                <OrderID><![CDATA[A00000001]]></OrderID>
                <WayBillID><![CDATA[123456789]]></WayBillID>
                </xml>
                """)
    }

    @Test(arguments: [
        ("]]>", "<![CDATA[]]]]><![CDATA[>]]>"), ("a]]>b]]>", "<![CDATA[a]]]]><![CDATA[>b]]]]><![CDATA[>]]>"),
        ("]]", "<![CDATA[]]]]>"), ("<b>&", "<![CDATA[<b>&]]>"), ("\u{0}\u{1F}", "<![CDATA[\u{FFFD}\u{FFFD}]]>"),
    ])
    func textCannotLeaveItsSection(text: String, written: String) {
        let bytes = EventNode.object([.init("A", .text(text))]).encoded(.xml)
        #expect(String(decoding: bytes, as: UTF8.self) == "<xml>\n<A>\(written)</A>\n</xml>")
        let clean = String(text.map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } ? $0 : "\u{FFFD}" })
        #expect(FieldScanner(bytes, .xml).text("A") == clean)
    }

    @Test func plainTextIsEscaped() {
        let bytes = EventNode.object([.init("Token", .plain("a<b>&c"))]).encoded(.xml)
        #expect(String(decoding: bytes, as: UTF8.self) == "<xml>\n<Token>a&lt;b&gt;&amp;c</Token>\n</xml>")
        #expect(FieldScanner(bytes, .xml).text("Token") == "a<b>&c")
    }

    @Test(arguments: ["a\"b\\c\n\u{1}\u{5E7F}", "", "</xml>"]) func jsonTextComesBack(text: String) {
        let bytes = EventNode.object([.init("A", .text(text))]).encoded(.json)
        #expect(FieldScanner(bytes, .json).text("A") == text)
    }

    @Test func anElementInsideTextIsNotFound() {
        let reply = Array("<xml><ResultMsg><![CDATA[<ResultCode>0</ResultCode>]]></ResultMsg></xml>".utf8)
        #expect(FieldScanner(reply, .xml).integer("ResultCode") == nil)
        let truncated = Array("<xml><ResultMsg><![CDATA[<ResultCode>0".utf8)
        #expect(FieldScanner(truncated, .xml).text("ResultMsg") == nil)
    }

    @Test func everyTruncationOfAReplyIsHarmless() {
        for format in EventFormat.allCases {
            let whole = Seed.event.encoded(format)
            for count in 0..<whole.count {
                #expect(FieldScanner(Array(whole[..<count]), format).text("NoSuchField") == nil)
                #expect(EventFile(name: "x", bytes: Array(whole[..<count])).bytes.count == count)
            }
        }
    }

    @Test(arguments: EventFormat.allCases) func aFileIsKnownByItsContent(format: EventFormat) {
        let file = EventFile(name: "seed", bytes: [0xEF, 0xBB, 0xBF, 0x0A] + Seed.event.encoded(format))
        #expect(file.format == format)
        #expect(format == .json || file.orderID == "012345678901234567890123456789")
        #expect(!file.isCancel)
        let cancel = Seed.event.encoded(format)
        let text = String(decoding: cancel, as: UTF8.self).replacing("add_waybill", with: "CANCEL_waybill")
        #expect(EventFile(name: "cancel", bytes: Array(text.utf8)).isCancel)
    }

    @Test func anAnswerIsComparedWithTheOrderIDAsItIsRead() {
        let file = EventFile(name: "spaced", bytes: Array("<xml><OrderID>\n  A-1 \n</OrderID></xml>".utf8))
        #expect(file.orderID == "A-1")
    }

    /// wechat.md sections 1.2 and 1.3.
    @Test(arguments: [
        ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
    ])
    func signatureVectors(timestamp: String, nonce: String, signature: String) {
        #expect(PushSignature.sign(token: "AAAAA", timestamp: timestamp, nonce: nonce) == signature)
        #expect(
            PushSignature.signed("http://h/p?a=1", token: "AAAAA", timestamp: timestamp, nonce: nonce)
                == "http://h/p?a=1&signature=\(signature)&timestamp=\(timestamp)&nonce=\(nonce)")
    }
}

@Suite struct GeneratorTests {
    private func steps(_ profile: EventProfile, count: Int, concurrency: Int = 2) -> [EventGenerator.Step] {
        var generator = EventGenerator(profile: profile, concurrency: concurrency)
        return (0..<count).map { _ in generator.next() }
    }

    private func profile(seed: UInt64, repeats: Double, cancels: Double) -> EventProfile {
        var profile = EventProfile()
        profile.seed = seed
        profile.repeatShare = repeats
        profile.cancelShare = cancels
        return profile
    }

    @Test func theSameSeedGivesTheSameEvents() {
        let profile = profile(seed: 7, repeats: 0.2, cancels: 0.1)
        #expect(steps(profile, count: 1_000) == steps(profile, count: 1_000))
        #expect(steps(profile, count: 1_000) != steps(self.profile(seed: 8, repeats: 0.2, cancels: 0.1), count: 1_000))
        let (one, other) = (
            EventGenerator(profile: profile, concurrency: 1), EventGenerator(profile: profile, concurrency: 9)
        )
        for order in 0..<50 { #expect(one.addEvent(order) == other.addEvent(order)) }
        #expect(one.addEvent(1) != one.addEvent(2))
    }

    @Test func sharesAreKeptAndTargetsExist() {
        var orders = 0
        var (repeats, cancels) = (0, 0)
        for step in steps(profile(seed: 1, repeats: 0.2, cancels: 0.1), count: 10_000, concurrency: 8) {
            switch step {
            case .add(orders): orders += 1
            case .add(let order):
                repeats += 1
                #expect(order < orders)
            case .cancel(let order):
                cancels += 1
                #expect(order < orders - 16 + 1)
            }
        }
        #expect((1_800...2_200).contains(repeats))
        #expect((850...1_150).contains(cancels))
    }

    @Test func withoutSharesAllOrdersAreNew() {
        #expect(steps(EventProfile(), count: 100) == (0..<100).map { .add(order: $0) })
    }

    @Test func generatedEventsCanBeRead() {
        let generator = EventGenerator(profile: EventProfile(), concurrency: 1)
        for order in 0..<200 {
            let event = generator.addEvent(order)
            for format in EventFormat.allCases {
                let file = EventFile(name: "x", bytes: event.encoded(format))
                #expect(file.format == format)
                #expect(file.orderID == generator.orderID(order))
            }
        }
        #expect(generator.orderID(0) == "order-00000001")
        #expect(generator.orderID(999_999_999) == "order-1000000000")
    }
}
