#include "widgets/plot/PlotCursors.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QTableWidget>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/PlotContent.h"

namespace isonet::widgets {
namespace {

constexpr int mostCursorRows = 7;  // without scrolling
const char* const cursorNames[] = {"A", "B"};

QTableWidgetItem* cellOf(const QString& text, bool number) {
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
    if (number)
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

const ReadoutLine* lineNamed(const ReadoutText& text, const QString& name) {
    const auto found = std::ranges::find(text.lines, name, &ReadoutLine::name);
    return found == text.lines.end() ? nullptr : &*found;
}

}  // namespace

PlotCursors::PlotCursors(const PlotState& state, const PlotContent& content, QObject* parent)
    : QObject(parent), state_(state), content_(content), panel_(new QFrame), table_(new QTableWidget) {
    panel_->setObjectName(QStringLiteral("cursorPanel"));
    table_->setObjectName(QStringLiteral("cursorTable"));
    table_->setAccessibleName(tr("Values at the cursors A and B"));
    table_->verticalHeader()->hide();
    table_->setFrameShape(QFrame::NoFrame);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setTabKeyNavigation(false);
    table_->setColumnCount(4);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    auto* close = new QToolButton;
    close->setObjectName(QStringLiteral("cursorClose"));
    close->setAutoRaise(true);
    close->setIcon(themedIcon(QStringLiteral("close")));
    close->setToolTip(tr("Remove the cursors (0)"));
    close->setAccessibleName(tr("Remove the cursors"));
    connect(close, &QToolButton::clicked, this, &PlotCursors::clear);
    auto* row = new QHBoxLayout(panel_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(table_, 1);
    row->addWidget(close, 0, Qt::AlignTop);
    panel_->hide();
}

QWidget* PlotCursors::panel() const {
    return panel_;
}

bool PlotCursors::isOffered() const {
    return state_.built && state_.data && content_.hasStepAxis() && !state_.canvas->axisRects().isEmpty();
}

double PlotCursors::pixelOf(double x) const {
    return state_.canvas->axisRect(0)->axis(QCPAxis::atBottom)->coordToPixel(x);
}

ReadoutText PlotCursors::readoutAt(double x) const {
    auto* rect = state_.canvas->axisRect(0);
    return content_.readoutAt(QPointF(pixelOf(x), rect->center().y()), rect);
}

void PlotCursors::set(Which which, std::optional<QPointF> position) {
    if (!isOffered())
        return;
    auto* rect = state_.canvas->axisRect(0);
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position ? position->x() : rect->center().x());
    const auto place = readoutAt(x).crosshair;
    if (!place)
        return;
    if (axis_ != content_.xAxis())
        x_ = {};
    axis_ = content_.xAxis();
    x_[which] = *place;
    last_ = which;
    update();
    state_.canvas->replot(QCustomPlot::rpQueuedRefresh);
}

void PlotCursors::setNext(const QPointF& position) {
    Which which = !x_[A] ? A : B;
    if (x_[A] && x_[B] && std::abs(pixelOf(*x_[A]) - position.x()) < std::abs(pixelOf(*x_[B]) - position.x()))
        which = A;
    set(which, position);
}

// Point by point as the readout knows them, whichever series they belong to.
void PlotCursors::move(int by) {
    if (!isOffered() || !x_[last_])
        return set(last_, {});
    const QRect room = state_.canvas->axisRect(0)->rect();
    for (double pixel = pixelOf(*x_[last_]) + by; pixel >= room.left() && pixel <= room.right(); pixel += by) {
        const double x = state_.canvas->axisRect(0)->axis(QCPAxis::atBottom)->pixelToCoord(pixel);
        if (const auto place = readoutAt(x).crosshair; place && (*place - *x_[last_]) * by > 0)
            return set(last_, QPointF(pixel, 0));
    }
}

void PlotCursors::clear() {
    last_ = A;
    if (!isSet())
        return;
    x_ = {};
    update();
    if (state_.built)
        state_.canvas->replot(QCustomPlot::rpQueuedRefresh);
}

void PlotCursors::update() {
    if (isSet() && (!isOffered() || axis_ != content_.xAxis()))
        x_ = {};
    if (!isSet() && items_.isEmpty() && (!panel_ || panel_->isHidden()))
        return;
    draw();
    if (isSet())
        fillTable();
    if (panel_)
        panel_->setVisible(isSet());
}

void PlotCursors::draw() {
    for (const auto& item : std::as_const(items_))
        if (item)
            state_.canvas->removeItem(item);
    items_.clear();
    for (const Which which : {A, B}) {
        if (!x_[which])
            continue;
        const QPen pen(state_.colors.text, 1, which == A ? Qt::SolidLine : Qt::DashLine);
        for (auto* rect : state_.canvas->axisRects()) {
            auto* line = new QCPItemStraightLine(state_.canvas);
            line->setClipAxisRect(rect);
            for (auto* point : {line->point1, line->point2}) {
                point->setAxisRect(rect);
                point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
                point->setTypeY(QCPItemPosition::ptAxisRectRatio);
            }
            line->point1->setCoords(*x_[which], 0);
            line->point2->setCoords(*x_[which], 1);
            line->setPen(pen);
            items_.append(line);
        }
        auto* rect = state_.canvas->axisRect(0);
        auto* name = new QCPItemText(state_.canvas);
        name->setClipAxisRect(rect);
        name->position->setAxisRect(rect);
        name->position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        name->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        name->position->setCoords(*x_[which], 0);
        name->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
        name->setPadding(QMargins(3, 1, 3, 1));
        name->setText(QString::fromLatin1(cursorNames[which]));
        name->setFont(state_.font);
        name->setColor(state_.colors.text);
        items_.append(name);
    }
}

void PlotCursors::fillTable() {
    std::array<ReadoutText, 2> texts;
    QStringList names, titles{tr("Value")};
    for (const Which which : {A, B}) {
        if (x_[which])
            texts[which] = readoutAt(*x_[which]);
        for (const auto& line : texts[which].lines)
            if (!names.contains(line.name))
                names.append(line.name);
        const QString name = QString::fromLatin1(cursorNames[which]);
        titles += x_[which] ? tr("%1: %2").arg(name, texts[which].title) : tr("%1 (key %2)").arg(name).arg(which + 1);
    }
    titles += tr("B − A");
    table_->setHorizontalHeaderLabels(titles);
    table_->setRowCount(int(names.size()) + 1);
    const auto setRow = [this](int row, const QStringList& cells) {
        for (int column = 0; column < cells.size(); ++column)
            table_->setItem(row, column, cellOf(cells[column], column > 0));
    };
    const bool both = x_[A] && x_[B];
    const auto placeText = [this](Which which) { return x_[which] ? xText(axis_, *x_[which]) : QString(); };
    const bool seconds = axis_ == XAxis::Relative || axis_ == XAxis::Wall;
    QString apart;
    if (both && seconds)
        apart = (*x_[B] < *x_[A] ? QStringLiteral("−") : QString()) + formatDuration(std::abs(*x_[B] - *x_[A]));
    else if (both)
        apart = valueText(*x_[B] - *x_[A]);
    setRow(0, {xAxisLabel(axis_), placeText(A), placeText(B), apart});
    for (int i = 0; i < names.size(); ++i) {
        const auto *a = lineNamed(texts[A], names[i]), *b = lineNamed(texts[B], names[i]);
        const bool differ = a && b && a->number && b->number;
        setRow(i + 1, {names[i], a ? a->value : QString(), b ? b->value : QString(),
                       differ ? valueText(*b->number - *a->number) : QString()});
    }
    const int rows = std::min(mostCursorRows, table_->rowCount());
    table_->setFixedHeight(table_->horizontalHeader()->sizeHint().height() + rows * table_->rowHeight(0) + 4);
}

void PlotCursors::fillMenu(QMenu& menu, std::optional<QPointF> position) {
    if (!isOffered())
        return;
    menu.addAction(tr("Cursor &A here\t1"), this, [this, position] { set(A, position); });
    menu.addAction(tr("Cursor &B here\t2"), this, [this, position] { set(B, position); });
    menu.addAction(tr("Re&move the cursors\t0"), this, &PlotCursors::clear)->setEnabled(isSet());
}

}  // namespace isonet::widgets
