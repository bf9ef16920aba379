import Crypto
import JSON
import Log
import Processor
import SeedParcel
import SingleRecords
import Testing
import Waybill

@testable import Records
@testable import WeChat

@Suite("what becomes of secrets")
struct SecretsTests {
    private static let token = "TOKEN-8f1c2e"
    private static let password = "pass!word-77"

    private static func secrets(_ byte: UInt8 = 1, id: String = "k1", previous: [SealingKey] = []) throws -> Secrets {
        let key = try SealingKey(id: id, bytes: [UInt8](repeating: byte, count: 32))
        return Secrets(
            keyring: try Keyring(current: key, previous: previous),
            digestKey: HMACSHA256(key: [UInt8](repeating: 9, count: 32)))
    }

    private static func command(_ secrets: Secrets, _ text: EventText = .add) throws -> CommandRecord {
        let body = text.with("Token", "\"\(token)\"").with("BizPwd", "\"\(password)\"").json
        return try PushedEvent.read(body).command(carrier: "ZTO", secrets: secrets)
    }

    @Test("the token is sealed for its order, and the password is a keyed digest")
    func command() throws {
        let secrets = try Self.secrets()
        guard case .addWaybill(let add) = try Self.command(secrets).body else {
            Issue.record("no add_waybill")
            return
        }
        #expect(add.key == Seed.key)
        #expect(add.createTime == 1_533_042_556)
        #expect(add.shopAppID == "wxABCD")
        #expect(add.waybillID == "123456789")
        #expect(add.content == Seed.content)
        #expect(add.passwordDigest == secrets.passwordDigest(carrier: "ZTO", bizID: "xyz", password: Self.password))
        #expect(try secrets.openToken(add.sealedToken, for: add.key) == Array(Self.token.utf8))
        #expect(add.sealedToken.count <= RecordLimits.sealedTokenByteCountMax)
        for other in [
            OrderKey(carrier: "ZTO", bizID: "xyz", orderID: "1"),
            OrderKey(carrier: "STO", bizID: "xyz", orderID: add.key.orderID),
            OrderKey(carrier: "ZTO", bizID: "xy", orderID: add.key.orderID),
        ] { #expect(throws: CryptoError.self) { try secrets.openToken(add.sealedToken, for: other) } }
        #expect(throws: CryptoError.self) { try Self.secrets(2).openToken(add.sealedToken, for: add.key) }
        #expect(throws: CryptoError.self) { try secrets.openPayload(add.sealedToken.string) }
    }

    @Test("a cancel keeps no password either")
    func cancel() throws {
        let secrets = try Self.secrets()
        let digest = secrets.passwordDigest(carrier: "ZTO", bizID: "xyz", password: Self.password)
        let expected = CancelWaybill(
            key: Seed.key, createTime: 1_533_042_556, shopAppID: "wxABCD", waybillID: "123456789",
            passwordDigest: digest)
        #expect(try Self.command(secrets, .cancel).body == .cancelWaybill(expected))
    }

    @Test("the digest is bound to carrier and account, and to the key")
    func digests() throws {
        let secrets = try Self.secrets()
        let inputs = [
            ("ZTO", "xyz", "p"), ("ZTO", "xyz", "P"), ("ZTO", "xyz", ""), ("ZTO", "xyzp", ""), ("ZTO", "xy", "zp"),
            ("STO", "xyz", "p"), ("ZTOx", "yz", "p"), ("", "", ""), ("ZTO", "", "xyzp"),
        ]
        let digests = Set(inputs.map { secrets.passwordDigest(carrier: $0.0, bizID: $0.1, password: $0.2) })
        #expect(digests.count == inputs.count)
        let other = Secrets(
            keyring: try Keyring(current: SealingKey(id: "k1", bytes: [UInt8](repeating: 1, count: 32))),
            digestKey: HMACSHA256(key: [UInt8](repeating: 8, count: 32)))
        #expect(!digests.contains(other.passwordDigest(carrier: "ZTO", bizID: "xyz", password: "p")))
    }

    @Test("a token sealed before a rotation opens after it; the longest one can be kept")
    func rotation() throws {
        let old = try Self.secrets(1, id: "k1")
        let sealed = try old.seal(token: String(repeating: "t", count: WeChatLimits.tokenByteCountMax), for: Seed.key)
        #expect(sealed.utf8.count <= RecordLimits.sealedTokenByteCountMax)
        let previous = try SealingKey(id: "k1", bytes: [UInt8](repeating: 1, count: 32))
        let new = try Self.secrets(2, id: "k2", previous: [previous])
        #expect(try new.openToken(UTF8Slice(sealed), for: Seed.key).count == WeChatLimits.tokenByteCountMax)
        let again = try new.seal(token: "t", for: Seed.key)
        #expect(again.hasPrefix("k2."))
        #expect(throws: CryptoError.self) { try old.openToken(UTF8Slice(again), for: Seed.key) }
    }

    @Test("a payload that nobody could read is sealed whole")
    func payload() throws {
        let secrets = try Self.secrets()
        let payload = Array("{\"Token\":\"\(Self.token)\"".utf8)
        let sealed = try secrets.seal(payload: payload)
        #expect(try secrets.openPayload(sealed) == payload)
        let record = CommandRecord.record(
            .unreadable(Unreadable(fault: "f"), sealedPayload: sealed), partitionCount: 4, source: "s", time: 0,
            reply: Self.address)
        #expect(!Self.leaks(record))
    }

    @Test("no record of any topic holds token or password in clear", arguments: [EventText.add, .cancel])
    func records(_ text: EventText) throws {
        let record = try Self.command(Self.secrets(), text).record(
            partitionCount: 4, source: "/waybill/ingress", time: 0, reply: Self.address, deadline: 0)
        let input = Record(
            topic: record.topic, partition: record.partition, offset: 1, timestamp: 0, key: record.key,
            value: record.value, headers: record.headers)
        var parser = JSONParser()
        let command = try CommandRecord(input, parser: &parser, partitionCount: 4)
        let state = OrderState(
            status: .live, waybillID: "1", isNumberGiven: false, waybillData: "", shopAppID: "",
            contentDigest: .zero, passwordDigest: .zero)
        var (outputs, replies) = (NewRecords([record]), NewRecords())
        let writer = OutcomeWriter(source: "s", version: "v", replyPartitionCount: 1).at(0)
        for outcome in [
            Outcome(verdict: .success(waybillID: "1"), change: .content(state), keepsToken: true),
            Outcome(verdict: .success(waybillID: "1"), change: .status(state)),
            Outcome(verdict: Verdict.refused(.wrongPassword, "BizPwd is not the password of BizID")),
        ] {
            #expect(writer.appendChange(outcome, of: command, input: input, to: &outputs) == nil)
            #expect(writer.append(outcome, input: input, to: &outputs, replies: &replies))
        }
        #expect(outputs.count >= 3 && replies.count == 3)
        for output in Array(outputs) + Array(replies) { #expect(!Self.leaks(output), "\(output.topic)") }
    }

    private static let address = ReplyAddress(instance: "i", partition: 0, correlationID: "c")

    /// In clear, in hexadecimal or in base64.
    private static func leaks(_ record: NewRecord) -> Bool {
        let bytes = (record.key ?? []) + [0] + (record.value ?? []) + [0] + record.headers.bytes
        let text = String(decoding: bytes, as: UTF8.self)
        return [token, password].contains { secret in
            let clear = Array(secret.utf8)
            let forms = [secret, Hex.encode(clear), Base64URL.encode(clear)]
            return forms.contains { text.contains($0) }
        }
    }
}
