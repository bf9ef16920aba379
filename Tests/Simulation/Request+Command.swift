internal import Log
internal import Records
internal import Waybill

extension Parcel {
    /// As the processor's records hold it.
    var content: Content {
        var cargo = Cargo()
        cargo.count = .whole(count)
        cargo.weight = .value(millionths: weight * 1_000)
        cargo.length = length == 0 ? .absent : .whole(length)
        var insured = Insured()
        insured.useInsured = .whole(useInsured)
        insured.value = .whole(insuredValue)
        var service = Service()
        service.type = .whole(serviceType)
        service.name = UTF8Slice(serviceName)
        var content = Content()
        content.remark = UTF8Slice(remark)
        (content.sender, content.receiver) = (sender.contact, receiver.contact)
        (content.cargo, content.insured, content.service) = (cargo, insured, service)
        return content
    }
}

extension Party {
    fileprivate var contact: Contact {
        var contact = Contact()
        contact.set(.name, name)
        contact.set(.mobile, mobile)
        contact.set(.tel, tel)
        contact.set(.country, country)
        contact.set(.province, province)
        contact.set(.city, city)
        contact.set(.area, area)
        contact.set(.address, address)
        return contact
    }
}

extension OrderName {
    var key: OrderKey { OrderKey(carrier: carrier, bizID: bizID, orderID: orderID) }
}

extension Request {
    /// The command that an ingress would make of it; unreadable for what is none.
    var command: CommandRecord.Body {
        switch self {
        case .push(let push):
            .addWaybill(
                AddWaybill(
                    key: push.order.key, createTime: push.createTime, shopAppID: push.parcel.shop,
                    waybillID: push.waybillID, content: push.parcel.content,
                    passwordDigest: Setting.digest(push.password), sealedToken: UTF8Slice(push.token)))
        case .cancel(let cancel):
            .cancelWaybill(
                CancelWaybill(
                    key: cancel.order.key, createTime: cancel.createTime, shopAppID: cancel.shop,
                    waybillID: cancel.waybillID, passwordDigest: Setting.digest(cancel.password)))
        case .scan(let scan):
            .recordPath(
                RecordPath(
                    key: scan.order.key, waybillID: scan.waybillID, actionTime: scan.time, actionType: scan.type,
                    actionMessage: scan.message))
        case .nonsense:
            .unreadable(Unreadable(fault: "the event is not XML and not JSON"), sealedPayload: "k1.payload")
        }
    }
}
