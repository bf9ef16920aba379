internal import Configuration
internal import Crypto
internal import Documents
internal import Log
internal import Records
internal import Waybill
internal import WeChat

/// What the benchmarks work on: the seed's event, the configuration that ships, and commands made from them.
struct Samples {
    let reference: Reference
    let topics: [TopicPolicy]
    let secrets: Secrets
    let app: App
    let xml: [UInt8]
    let json: [UInt8]

    /// With the keys of a file where the built program is to read what is made here.
    init(keys file: String? = nil) throws {
        xml = try SeedEvent.xml()
        json = try SeedEvent.json()
        let secrets = try Self.secrets(file)
        self.secrets = secrets
        reference = try loadReference(
            folder: "config", environment: [:],
            digest: { secrets.passwordDigest(carrier: $0, bizID: $1, password: $2) }
        ).reference
        topics = try loadTopics(folder: "topics")
        guard let app = reference.apps.first(where: { $0.userName == "gh_abcdefg" }) else { throw MissingSample() }
        self.app = app
    }

    private static func secrets(_ file: String?) throws -> Secrets {
        if let file {
            let keys = try loadKeys(file: file)
            return Secrets(keyring: keys.keyring, digestKey: keys.digestKey)
        }
        let key = try SealingKey(id: "bench", bytes: randomBytes(CryptoLimits.keyByteCount))
        return Secrets(keyring: try Keyring(current: key), digestKey: HMACSHA256(key: try randomBytes(32)))
    }

    /// The seed's command for another order, asking for a number of the carrier's.
    func add(_ order: Int) -> AddWaybill? {
        var parser = PushParser()
        guard let document = try? parser.parse(json, as: .json), let fields = try? Fields(document),
            let event = try? PushedEvent(fields, head: EventHead(fields)),
            case .addWaybill(var add)? = try? event.command(carrier: app.carrier, secrets: secrets).body
        else { return nil }
        add.key = OrderKey(carrier: add.key.carrier, bizID: add.key.bizID, orderID: "ORDER-\(order)")
        add.waybillID = "0"
        return add
    }
}

struct MissingSample: Error {}
