#include "widgets/design/NetworkDiagram.h"

#include <QAccessible>
#include <QGraphicsOpacityEffect>
#include <QKeyEvent>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStyle>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "widgets/design/DeviationBar.h"
#include "widgets/design/DiagramFigure.h"
#include "widgets/design/DiagramMiniMap.h"
#include "widgets/design/DiagramNavigation.h"
#include "widgets/design/NetworkDrawing.h"

namespace isonet::widgets {
namespace {

constexpr double largestZoom = 4, smallestZoom = 0.1;
constexpr int mapWidth = 84;

}  // namespace

NetworkDiagram::NetworkDiagram(QWidget* parent) : QGraphicsView(parent) {
    setObjectName(QStringLiteral("networkDiagram"));
    setAccessibleName(tr("Network diagram"));
    setScene(&scene_);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    viewport()->setMouseTracking(true);  // the badges' cursor
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);  // the focus ring is painted over the items
    scene_.setColors(PlotColors::of(palette()));
    map_ = new DiagramMiniMap(this);
    map_->hide();
    bar_ = new DeviationBar(this);
    bar_->hide();
    connect(&scene_, &QGraphicsScene::selectionChanged, this, &NetworkDiagram::selectionMoved);
    connect(bar_, &DeviationBar::changed, this, &NetworkDiagram::showDeviations);
}

NetworkDiagram::~NetworkDiagram() {
    scene_.disconnect(this);  // deleting selected boxes is not a user selection
    scene_.disconnect(map_);
    setScene(nullptr);
}

bool NetworkDiagram::setConfig(const config::RunConfig& config) {
    const auto network = config::networkSpec(config);
    const bool valid = spec::validate(network).empty() && spec::validate(config.penalty, network).empty();
    if (valid != valid_) {
        valid_ = valid;
        auto* faded = valid ? nullptr : new QGraphicsOpacityEffect(viewport());
        if (faded)
            faded->setOpacity(0.35);
        viewport()->setGraphicsEffect(faded);
    }
    if (!valid)
        return false;
    if (drawn_ && NetworkDrawing::isSame(*drawn_, config))
        return true;
    drawn_ = config;
    rebuild();
    Q_EMIT layerChosen(chosen());
    return true;
}

void NetworkDiagram::rebuild() {
    const QString selected = chosen();
    const QSignalBlocker blocker(&scene_);
    NetworkDrawing drawing(scene_, *drawn_, expanded_);
    drawing.draw();
    layers_ = drawing.layers();
    hasOwnSettings_ = drawing.hasOwnSettings();
    updateBoxes();
    find(search_.text());
    relayOut();
    if (!selected.isEmpty() && selected != chosen())
        choose(selected);
    map_->update();
}

void NetworkDiagram::setMeasures(const QMap<QString, QString>& measures) {
    values_.setMeasures(measures);
    updateBoxes();
}

void NetworkDiagram::setDeviations(const DeviationHistory& history) {
    history_ = history;
    bar_->setHistory(history);
    bar_->setVisible(!history.isEmpty());
    showDeviations();
}

void NetworkDiagram::showDeviations() {
    std::optional<QHash<QString, double>> shown;
    if (!history_.isEmpty() && bar_->isOn())
        shown = history_.at(bar_->step());
    values_.setDeviations(shown, bar_->legend().scale.value_or(DeviationHistory::Range()));
    updateBoxes();
    if (barHeight() != laidOutBar_)
        relayOut();
}

void NetworkDiagram::updateBoxes() {
    values_.applyTo(scene_);
    bar_->setNotMeasured(values_.lacksAny(scene_));
}

int NetworkDiagram::barHeight() const {
    if (bar_->isHidden())
        return 0;
    return bar_->hasHeightForWidth() ? bar_->heightForWidth(width()) : bar_->sizeHint().height();
}

QString NetworkDiagram::chosen() const {
    const auto* node = chosenNode();
    return node ? node->name() : QString();
}

DiagramNode* NetworkDiagram::chosenNode() const {
    for (auto* item : scene_.selectedItems())
        if (auto* node = dynamic_cast<DiagramNode*>(item))
            return node;
    return nullptr;
}

QStringList NetworkDiagram::chosenBlocks() const {
    auto* node = chosenNode();
    if (!node)
        return {};
    if (const auto* card = DiagramNavigation::cardOf(node))
        return card->pile().blocks;
    QStringList blocks;
    for (const auto* card : scene_.cards())
        if (card->name().startsWith(node->name() + QLatin1Char('.')))
            blocks += card->pile().blocks;
    return blocks;
}

void NetworkDiagram::choose(const QString& name) {
    if (!scene_.node(name))
        if (const auto* pile = scene_.pileOf(name)) {
            expanded_.insert(pile->name());
            rebuild();
        }
    auto* node = scene_.node(name);
    if (node && node->isSelected())
        return;
    const bool blocked = scene_.blockSignals(true);  // one signal, not one for each step
    scene_.clearSelection();
    if (node)
        node->setSelected(true);
    scene_.blockSignals(blocked);
    if (!blocked)
        selectionMoved();
}

void NetworkDiagram::selectionMoved() {
    const auto* node = chosenNode();
    setAccessibleDescription(node ? node->about().join(QStringLiteral(", ")) : QString());
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    map_->update();
    Q_EMIT layerChosen(chosen());
}

int NetworkDiagram::find(const QString& text) {
    const int count = search_.find(layers_, text);
    search_.mark(scene_);
    return count;
}

void NetworkDiagram::showNextFound() {
    const QString layer = search_.next();
    if (layer.isEmpty())
        return;
    choose(layer);
    if (auto* node = chosenNode())
        centerOn(node->sceneBoundingRect().center());
}

void NetworkDiagram::setExpanded(const QString& block, bool on) {
    const auto* group = DiagramNavigation{scene_}.groupOf(block);
    if (!group || group->pile().expanded == on)
        return;
    const QString first = group->name(), selected = chosen();
    if (on)
        expanded_.insert(first);
    else
        expanded_.remove(first);
    {
        const QSignalBlocker blocker(&scene_);
        scene_.clearSelection();  // a selected block that is hidden now would expand the pile again
        rebuild();
    }
    if (!selected.isEmpty())
        choose(scene_.node(selected) ? selected : first);
    if (auto* node = scene_.node(first))
        ensureVisible(node->sceneBoundingRect(), 20, 20);
}

bool NetworkDiagram::isExpanded(const QString& block) const {
    return scene_.node(block) && expanded_.contains(block);
}

void NetworkDiagram::relayOut() {
    laidOutFor_ = size();
    laidOutBar_ = barHeight();
    DiagramLegend::Content legend;
    legend.ownSettings = hasOwnSettings_;  // the bar has the rest
    scene_.setLegend(legend);
    const double wide = width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this);
    scene_.layOut(wide);
    const QSizeF whole = scene_.sceneRect().size();
    needsMap_ = whole.height() > height() - laidOutBar_ || whole.width() > wide;
    if (needsMap_)
        scene_.layOut(wide - mapWidth);
    roomForMap_ = scene_.sceneRect().width() <= wide - mapWidth;
    if (needsMap_ && !roomForMap_)
        scene_.layOut(wide);
    setSceneRect(scene_.sceneRect());  // the scene's own signal may be blocked
    placeParts();
    viewport()->update();
}

void NetworkDiagram::placeParts() {
    const QSizeF shown = scene_.sceneRect().size() * zoomFactor();
    const bool larger = shown.width() > width() || shown.height() > height() - laidOutBar_;
    const bool map = needsMap_ ? roomForMap_ : larger;
    map_->setVisible(map);
    setViewportMargins(0, 0, map ? mapWidth : 0, laidOutBar_);
    const QRect inner = viewport()->geometry();
    map_->setGeometry(inner.right() + 1, inner.top(), mapWidth, inner.height());
    bar_->setGeometry(inner.left(), inner.bottom() + 1, inner.width() + (map ? mapWidth : 0), laidOutBar_);
}

void NetworkDiagram::fit() {
    resetTransform();
    relayOut();
    ensureVisible(QRectF(0, 0, 1, 1), 0, 0);
}

void NetworkDiagram::zoom(double factor) {
    const double now = zoomFactor();
    const double next = std::clamp(now * factor, smallestZoom, largestZoom);
    scale(next / now, next / now);
    placeParts();
}

void NetworkDiagram::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier))
        return QGraphicsView::wheelEvent(event);
    zoom(std::pow(1.0015, event->angleDelta().y()));
    event->accept();
}

void NetworkDiagram::moveTo(DiagramNode* node) {
    if (!node)
        return;
    choose(node->name());
    ensureVisible(node->sceneBoundingRect(), 30, 30);
}

void NetworkDiagram::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier, shift = event->modifiers() & Qt::ShiftModifier;
    const auto expand = [&](bool on) {
        if (const auto* card = DiagramNavigation::cardOf(chosenNode()))
            setExpanded(card->name(), on);
    };
    const DiagramNavigation next{scene_, chosenNode()};
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return control ? zoom(1.25) : expand(true);
        case Qt::Key_Minus:
            return control ? zoom(0.8) : expand(false);
        case Qt::Key_0:
            if (control)
                return fit();
            break;
        case Qt::Key_Home:
            return fit();
        case Qt::Key_Down:
            return moveTo(next.part(1));
        case Qt::Key_Up:
            return moveTo(next.part(-1));
        case Qt::Key_Right:
            return moveTo(shift ? next.stage(1) : next.card(1));
        case Qt::Key_Left:
            return moveTo(shift ? next.stage(-1) : next.card(-1));
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!chosen().isEmpty()) {
                Q_EMIT layerActivated(chosen());
                return;
            }
            break;
        default:
            break;
    }
    QGraphicsView::keyPressEvent(event);
}

DiagramCard* NetworkDiagram::badgeAt(const QPoint& position) const {
    auto* card = dynamic_cast<DiagramCard*>(itemAt(position));
    return card && card->badgeRect().contains(card->mapFromScene(mapToScene(position))) ? card : nullptr;
}

void NetworkDiagram::mouseMoveEvent(QMouseEvent* event) {
    QGraphicsView::mouseMoveEvent(event);
    viewport()->setCursor(badgeAt(event->position().toPoint()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void NetworkDiagram::mousePressEvent(QMouseEvent* event) {
    if (const auto* card = event->button() == Qt::LeftButton ? badgeAt(event->position().toPoint()) : nullptr)
        setExpanded(card->name(), !card->pile().expanded);
    else
        QGraphicsView::mousePressEvent(event);
}

void NetworkDiagram::mouseDoubleClickEvent(QMouseEvent* event) {
    if (badgeAt(event->position().toPoint()))
        return mousePressEvent(event);  // two clicks
    QGraphicsView::mouseDoubleClickEvent(event);
    for (auto* item = itemAt(event->position().toPoint()); item; item = item->parentItem())
        if (const auto* node = dynamic_cast<DiagramNode*>(item); node && !node->name().isEmpty()) {
            Q_EMIT layerActivated(node->name());
            return;
        }
}

bool NetworkDiagram::event(QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        viewport()->update();
    return QGraphicsView::event(event);
}

// The focus: a ring around the selected part, or around the visible part if none is selected.
void NetworkDiagram::drawForeground(QPainter* painter, const QRectF&) {
    if (!hasFocus())
        return;
    QPen pen(palette().color(QPalette::Highlight), 2);
    pen.setCosmetic(true);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    const auto* node = chosenNode();
    const double inset = 1.5 / zoomFactor();
    const QRectF view = mapToScene(viewport()->rect()).boundingRect().adjusted(inset, inset, -2 * inset, -2 * inset);
    painter->drawRoundedRect(node ? node->sceneBoundingRect() : view, 6, 6);
}

void NetworkDiagram::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        scene_.setColors(PlotColors::of(palette()));
        setBackgroundBrush(scene_.style().ground);
    }
    QGraphicsView::changeEvent(event);
}

void NetworkDiagram::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    if (laidOutFor_ != size() && drawn_)
        relayOut();
    else
        placeParts();
}

void NetworkDiagram::fillFigure(DiagramScene& figure) const {
    NetworkDrawing drawing(figure, *drawn_, expanded_);
    drawing.draw();
    values_.applyTo(figure);
    auto legend = bar_->isHidden() || !bar_->isOn() ? DiagramLegend::Content() : bar_->legend();
    legend.ownSettings = drawing.hasOwnSettings();
    figure.setLegend(legend);
}

QSizeF NetworkDiagram::drawingSize() const {
    if (!drawn_)
        return {};
    DiagramScene figure;
    fillFigure(figure);
    figure.layOut(std::max(width(), 600));
    return figure.sceneRect().size();
}

QString NetworkDiagram::exportImage(const QString& file, const PictureSize& size) {
    if (!drawn_)
        return tr("Cannot export %1: there is no valid network to draw.").arg(file);
    DiagramScene figure;
    fillFigure(figure);
    return saveFigure(figure, file, size, QString::fromStdString(spec::networkName(drawn_->model)));
}

}  // namespace isonet::widgets
