internal import Documents
internal import JSON
internal import Log
internal import Waybill

/// waybill.tokens and waybill.traces.
extension Auditor {
    func checkTokens() {
        var parser = JSONParser()
        var newest: [[UInt8]: String] = [:]
        let records = cluster.history(.tokens)
        checkOrigins(.tokens, records.compactMap { Place($0.headers.text("ce_id")) }) {
            $0.verdict.token?.isEmpty == false
        }
        for record in records {
            guard let fields = fields(record, &parser), let key = record.key,
                let expectation = expectation(at: Place(record.headers.text("ce_id"))), let name = expectation.order
            else { continue }
            newest[key] = fields.string("SealedToken")
            expect(
                key == name.key.bytes && record.partition == expectation.place.partition
                    && fields.string("SealedToken") == expectation.verdict.token
                    && fields.string("WayBillID") == expectation.verdict.waybillID,
                "the token of command \(expectation.place) is not the one that it brought")
        }
        var last: [OrderName: String] = [:]
        for expectation in expectations {
            guard let name = expectation.order, let token = expectation.verdict.token, !token.isEmpty else { continue }
            last[name] = token
        }
        for (name, token) in last {
            expect(newest[name.key.bytes] == token, "the newest token of \(name) is an older one")
        }
    }

    func checkTraces() {
        var parser = JSONParser()
        var counts: [String: Int] = [:]
        let records = cluster.history(.traces)
        checkOrigins(.traces, records.compactMap { Place($0.headers.text("ce_id")) }) { $0.verdict.trace != nil }
        for record in records {
            guard let fields = fields(record, &parser),
                let expectation = expectation(at: Place(record.headers.text("ce_id"))),
                case .scan(let scan) = expectation.request
            else { continue }
            let waybill = "\(scan.order.carrier)/\(scan.waybillID)"
            let sequence = (counts[waybill] ?? 0) + 1
            counts[waybill] = sequence
            expect(
                record.key == Array("\(waybill)/\(sequence)".utf8) && expectation.verdict.trace == sequence,
                "the trace of command \(expectation.place) is not number \(sequence) of its waybill")
            let found = ["waybill_id", "action_time", "action_type", "action_msg", "OrderID"].map(fields.string)
            let expected = [scan.waybillID, String(scan.time), String(scan.type), scan.message, scan.order.orderID]
            expect(found == expected, "the trace of command \(expectation.place) is not what was scanned")
        }
    }
}
