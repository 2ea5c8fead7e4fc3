#include "widgets/runs/RunFilter.h"

#include <QRegularExpression>

#include "widgets/runs/RunTableModel.h"

namespace isonet::widgets {

RunFilter::RunFilter(RunTableModel* model, QObject* parent) : QSortFilterProxyModel(parent), model_(model) {
    setSourceModel(model);
    setSortRole(RunTableModel::SortRole);
    setDynamicSortFilter(true);
}

QVector<RunFilter::Term> RunFilter::termsOf(const QString& text) {
    static const QRegularExpression form(QStringLiteral("^([\\w.]+)(:|=|<|>)(.+)$"));
    QVector<Term> terms;
    for (const auto& part : text.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts)) {
        const auto match = form.match(part);
        if (match.hasMatch())
            terms.append({match.captured(1), match.captured(3), match.captured(2).at(0)});
        else
            terms.append({{}, part, {}});
    }
    return terms;
}

void RunFilter::setText(const QString& text) {
    terms_ = termsOf(text);
    invalidateFilter();
}

bool RunFilter::matches(const QString& text, int sourceRow) const {
    const auto terms = termsOf(text);
    return std::all_of(terms.begin(), terms.end(), [&](const Term& term) { return accepts(term, sourceRow); });
}

void RunFilter::setGroup(const QString& key) {
    group_ = key;
    invalidate();
}

QString RunFilter::groupOfSource(int row) const {
    return model_->groupOf(model_->runs()[std::size_t(row)], group_);
}

QString RunFilter::groupOf(const QModelIndex& index) const {
    return group_.isEmpty() || !index.isValid() ? QString() : groupOfSource(mapToSource(index).row());
}

bool RunFilter::startsGroup(int row) const {
    return !group_.isEmpty() && (row == 0 || groupOf(index(row, 0)) != groupOf(index(row - 1, 0)));
}

QVariant RunFilter::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole && startsGroup(section) ? QVariant(groupOf(index(section, 0))) : QVariant();
    return QSortFilterProxyModel::headerData(section, orientation, role);
}

bool RunFilter::accepts(const Term& term, int row) const {
    if (term.sign.isNull())
        return model_->index(row, 0)
            .data(RunTableModel::SearchRole)
            .toString()
            .contains(term.value, Qt::CaseInsensitive);
    for (int column = 0; column < model_->columnCount(); ++column) {
        // A column matches by the first word of its title, a setting by its key or the last part of the key.
        const QString title = model_->columnTitle(column);
        const bool named =
            title.section(QLatin1Char(' '), 0, 0).compare(term.key, Qt::CaseInsensitive) == 0 ||
            title.section(QLatin1Char('.'), -1).compare(term.key, Qt::CaseInsensitive) == 0 ||
            (column == RunTableModel::Tags && term.key.compare(QLatin1String("tag"), Qt::CaseInsensitive) == 0);
        if (!named)
            continue;
        const QModelIndex cell = model_->index(row, column);
        if (term.sign == QLatin1Char('<') || term.sign == QLatin1Char('>')) {
            bool haveCell = false, haveLimit = false;
            const double value = cell.data(RunTableModel::SortRole).toDouble(&haveCell);
            const double limit = term.value.toDouble(&haveLimit);
            return haveCell && haveLimit && (term.sign == QLatin1Char('<') ? value < limit : value > limit);
        }
        const QString text = cell.data(Qt::DisplayRole).toString();
        if (term.sign == QLatin1Char('='))
            return text.compare(term.value, Qt::CaseInsensitive) == 0;
        return text.contains(term.value, Qt::CaseInsensitive);
    }
    return false;
}

bool RunFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) { return accepts(term, row); });
}

bool RunFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    if (!group_.isEmpty()) {
        const QString a = groupOfSource(left.row()), b = groupOfSource(right.row());
        if (a != b) {
            bool numberA = false, numberB = false;
            const double x = a.toDouble(&numberA), y = b.toDouble(&numberB);
            const bool less = numberA && numberB ? x < y : QString::localeAwareCompare(a, b) < 0;
            return sortOrder() == Qt::AscendingOrder ? less : !less;  // groups always ascend
        }
    }
    const QVariant a = left.data(RunTableModel::SortRole), b = right.data(RunTableModel::SortRole);
    const bool numberA = a.typeId() == QMetaType::Double, numberB = b.typeId() == QMetaType::Double;
    if (numberA && numberB)
        return a.toDouble() < b.toDouble();
    if (numberA != numberB)  // unknown values last in descending order
        return numberB;
    return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
}

}  // namespace isonet::widgets
