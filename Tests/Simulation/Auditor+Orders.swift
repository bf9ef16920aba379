internal import Documents
internal import JSON
internal import Log
import OrderFields
internal import Records
internal import Waybill

/// waybill.waybills: its whole history command for command, its numbers, and its fold.
extension Auditor {
    func checkHistory() {
        var parser = JSONParser()
        var places: [Place] = []
        var serials: [Int32: [String: Int64]] = [:]
        var inputs: [Int32: Int64] = [:]
        for record in cluster.history(.waybills) {
            guard let fields = fields(record, &parser) else { continue }
            if record.headers.text("ce_type") == "waybill.serial" {
                let (carrier, next) = (fields.string("DeliveryID"), Int64(fields.string("SerialNext")) ?? 0)
                let last = serials[record.partition]?[carrier] ?? 0
                expect(
                    next > last, "partition \(record.partition) counts numbers of \(carrier) from \(last) to \(next)")
                serials[record.partition, default: [:]][carrier] = next
                continue
            }
            if record.headers.text("ce_type") == "waybill.input" {
                let (next, last) = (Int64(fields.string("InputOffsetNext")) ?? 0, inputs[record.partition] ?? 0)
                expect(next > last, "partition \(record.partition) has decided up to \(last), and then to \(next)")
                inputs[record.partition] = next
                continue
            }
            guard let place = Place(record.headers.text("ce_id")) else { continue }
            expect(
                places.last.map { $0 < place } ?? true,
                "waybill.waybills holds command \(place) after \(places.last.map(\.description) ?? "")")
            places.append(place)
            if let expectation = expectation(at: place) { check(record, fields, expectation) }
        }
        checkOrigins(.waybills, places) { $0.verdict.order != nil }
        for partition in 0..<cluster.partitionCount {
            let (found, used) = (serials[partition] ?? [:], model.used[partition] ?? [:])
            expect(found == used, "partition \(partition) has used numbers \(found), not \(used)")
            let (decided, committed) = (inputs[partition] ?? 0, cluster.committed(partition))
            expect(decided == committed, "the changelog has decided up to \(decided), the group up to \(committed)")
        }
    }

    /// One record says what the model says the order is after that command.
    private func check(_ record: Record, _ fields: Fields, _ expectation: Expectation) {
        guard let name = expectation.order, let order = expectation.verdict.order else { return }
        let place = expectation.place
        let isDocument = expectation.verdict.isDocument
        let type = isDocument ? "waybill.order" : "waybill.status"
        expect(record.partition == place.partition, "the order of command \(place) is in another partition")
        expect(record.headers.text("ce_type") == type, "command \(place) did not write a \(type)")
        expect(
            record.key == name.key.bytes + Array((isDocument ? "" : "#status").utf8),
            "command \(place) wrote another key")
        check(fields, name, order, "after command \(place)")
        guard isDocument else { return }
        let content = (try? fields.object("Content")).flatMap { try? Content($0) }
        expect(content == order.parcel.content, "the document of command \(place) has another content")
    }

    private func check(_ fields: Fields, _ name: OrderName, _ order: Model.Order, _ when: String) {
        let found = [
            fields.string("DeliveryID"), fields.string("BizID"), fields.string("OrderID"), fields.string("WayBillID"),
            fields.string("WayBillIDGiven"), fields.string("WaybillData"), fields.string("Status"),
            fields.string("ShopAppID"), fields.string("TraceCount"), fields.string("CancelTime"),
            fields.string("CreateTime"),
        ]
        let expected = [
            name.carrier, name.bizID, name.orderID, order.waybillID, String(order.isGiven), order.waybillData,
            order.isLive ? "0" : "1", order.parcel.shop, String(order.traceCount),
            order.isLive ? "0" : String(order.time),
            String(order.time),
        ]
        expect(found == expected, "\(when) the order is \(found), not \(expected)")
    }

    /// Whatever the model says: a number once given stays, and is no other order's.
    func checkNumbers() {
        var parser = JSONParser()
        var numbers: [[UInt8]: String] = [:]
        var holders: [String: [UInt8]] = [:]
        for record in cluster.history(.waybills) {
            guard let fields = fields(record, &parser), var key = record.key, key.first != UInt8(ascii: "#") else {
                continue
            }
            if let suffix = key.firstIndex(of: UInt8(ascii: "#")) { key.removeSubrange(suffix...) }
            let number = fields.string("WayBillID")
            let order = String(decoding: key, as: UTF8.self)
            expect(
                numbers.updateValue(number, forKey: key) ?? number == number, "order \(order) changed its waybill id")
            let holder = holders.updateValue(key, forKey: number) ?? key
            expect(holder == key, "waybill id \(number) belongs to two orders")
        }
    }

    /// What is left after compaction gives each order as the model has it.
    func checkFold() {
        var parser = JSONParser()
        var found: [[UInt8]: Fields] = [:]
        for partition in 0..<cluster.partitionCount {
            for record in cluster.records(.waybills, partition) where record.key?.first != UInt8(ascii: "#") {
                guard let fields = fields(record, &parser) else { continue }
                let name = OrderName(
                    carrier: fields.string("DeliveryID"), bizID: fields.string("BizID"),
                    orderID: fields.string("OrderID"))
                found[name.key.bytes] = fields
            }
        }
        for (name, order) in model.orders {
            guard let fields = found.removeValue(forKey: name.key.bytes) else {
                report("the order \(name) is not in waybill.waybills")
                continue
            }
            check(fields, name, order, "at the end")
        }
        expect(found.isEmpty, "waybill.waybills holds \(found.count) orders that nobody placed")
    }
}
