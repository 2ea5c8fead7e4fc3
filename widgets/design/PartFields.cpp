#include "widgets/design/PartFields.h"

#include <QCoreApplication>
#include <string>

#include "model/spec/Architecture.h"
#include "training/config/StageFields.h"
#include "widgets/common/NumberText.h"

namespace isonet::widgets {
namespace {

spec::ModelSpec withParts(spec::ModelSpec model, const spec::Architecture& parts) {
    model.stem = parts.stem;
    model.stages = parts.stages;
    return model;
}

}  // namespace

spec::ModelSpec describedModel(spec::ModelSpec model) {
    const auto parts = spec::described(model);
    return withParts(std::move(model), parts);
}

spec::ModelSpec modelInEffect(spec::ModelSpec model) {
    const auto parts = spec::architecture(model);
    return withParts(std::move(model), parts);
}

std::vector<config::Field> partFields(spec::ModelSpec& model, const NetworkPart& part) {
    switch (part.kind) {
        case NetworkPart::Kind::Stem:
            return model.stem ? config::fieldsOf(*model.stem) : std::vector<config::Field>();
        case NetworkPart::Kind::Stage:
            return part.stage < int(model.stages.size()) ? config::fieldsOf(model.stages[std::size_t(part.stage)])
                                                         : std::vector<config::Field>();
        case NetworkPart::Kind::Head:
            return config::headFieldsOf(model);
    }
    return {};
}

QString fieldText(const config::Field& field) {
    QString text = QString::fromStdString(field.text());
    if (field.list && text.startsWith(QLatin1Char('[')))
        text = text.mid(1, text.size() - 2);
    return text;
}

bool mayBeUnset(const config::Field& field) {
    return field.mayBeEmpty && !field.list;
}

QString assignText(const config::Field& field, const QString& text) {
    std::vector<std::string> items;
    if (field.list) {
        QString plain = text;
        for (const auto& part : splitList(plain.remove(QLatin1Char('[')).remove(QLatin1Char(']'))))
            items.push_back(part.toStdString());
    } else {
        items.push_back(text.trimmed().toStdString());
    }
    if (field.assign(items))
        return {};
    return QCoreApplication::translate("PartFields", "%1: \"%2\" is not accepted; enter %3.")
        .arg(QString::fromStdString(field.key), text.trimmed(), QString::fromStdString(field.accepted));
}

}  // namespace isonet::widgets
