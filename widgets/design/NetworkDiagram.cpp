#include "widgets/design/NetworkDiagram.h"

#include <QGraphicsOpacityEffect>
#include <QKeyEvent>
#include <QWheelEvent>
#include <cmath>

#include "widgets/design/NetworkDrawing.h"

namespace isonet::widgets {
namespace {

constexpr double largestZoom = 4, smallestZoom = 0.02;

}  // namespace

NetworkDiagram::NetworkDiagram(QWidget* parent) : QGraphicsView(parent) {
    setObjectName(QStringLiteral("networkDiagram"));
    setAccessibleName(tr("Network diagram"));
    setScene(&scene_);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setDragMode(QGraphicsView::ScrollHandDrag);
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setViewportUpdateMode(QGraphicsView::BoundingRectViewportUpdate);
    connect(&scene_, &QGraphicsScene::selectionChanged, this, [this] { Q_EMIT layerChosen(chosen()); });
}

NetworkDiagram::~NetworkDiagram() {
    scene_.disconnect(this);  // deleting selected boxes is not a user selection
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
    if (drawn_ && drawn_->model == config.model && drawn_->penalty == config.penalty &&
        config::isDetection(*drawn_) == config::isDetection(config) && drawn_->detection == config.detection)
        return true;
    const QString selected = chosen();
    const bool blocked = scene_.blockSignals(true);
    const bool shapeChanged =
        !drawn_ || drawn_->model.depth != config.model.depth || drawn_->model.family != config.model.family ||
        drawn_->model.shortcut != config.model.shortcut || config::isDetection(*drawn_) != config::isDetection(config);
    drawn_ = config;
    found_.clear();
    NetworkDrawing(scene_, config).draw();
    setColors(PlotColors::of(palette()));
    if (!selected.isEmpty())
        choose(selected);
    scene_.blockSignals(blocked);
    if (shapeChanged || fitted_)
        fit();
    Q_EMIT layerChosen(chosen());
    return true;
}

void NetworkDiagram::setColors(const PlotColors& colors) {
    scene_.setColors(colors);
    setBackgroundBrush(colors.background);
}

void NetworkDiagram::setMeasures(const QMap<QString, QString>& measures) {
    for (auto* box : scene_.boxes())
        if (box->kind() == BoxKind::Convolution)
            box->setMeasure(measures.value(box->name()));
}

QStringList NetworkDiagram::layers() const {
    QStringList names;
    for (const auto* box : scene_.boxes())
        if (!box->name().isEmpty())
            names.append(box->name());
    return names;
}

QString NetworkDiagram::chosen() const {
    for (const auto* item : scene_.selectedItems())
        if (const auto* box = dynamic_cast<const DiagramBox*>(item))
            return box->name();
    return {};
}

void NetworkDiagram::choose(const QString& layer) {
    scene_.clearSelection();
    if (auto* box = scene_.box(layer))
        box->setSelected(true);
}

int NetworkDiagram::find(const QString& text) {
    found_.clear();
    shownFound_ = -1;
    for (auto* box : scene_.boxes()) {
        const bool match = !text.isEmpty() && !box->name().isEmpty() && box->name().contains(text, Qt::CaseInsensitive);
        box->setFound(match);
        if (match)
            found_.append(box);
    }
    return int(found_.size());
}

void NetworkDiagram::showNextFound() {
    if (found_.isEmpty())
        return;
    shownFound_ = (shownFound_ + 1) % found_.size();
    auto* box = found_[shownFound_];
    choose(box->name());
    fitted_ = false;
    if (transform().m11() < 0.7) {
        resetTransform();
        scale(0.9, 0.9);
    }
    centerOn(box);
}

void NetworkDiagram::fit() {
    fitted_ = true;
    if (scene_.sceneRect().isEmpty() || width() < 50)
        return;
    fitInView(scene_.sceneRect(), Qt::KeepAspectRatio);
    if (transform().m11() > 1.2) {
        resetTransform();
        scale(1.2, 1.2);
    }
}

void NetworkDiagram::zoom(double factor) {
    const double now = transform().m11();
    const double next = std::clamp(now * factor, smallestZoom, largestZoom);
    scale(next / now, next / now);
    fitted_ = false;
}

void NetworkDiagram::wheelEvent(QWheelEvent* event) {
    zoom(std::pow(1.0015, event->angleDelta().y()));
    event->accept();
}

void NetworkDiagram::keyPressEvent(QKeyEvent* event) {
    const auto step = [this](int by) {
        const auto names = layers();
        if (names.isEmpty())
            return;
        const auto at = names.indexOf(chosen());
        const auto next = names[(at + by + names.size()) % names.size()];
        choose(next);
        ensureVisible(scene_.box(next), 60, 60);
    };
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom(1.25);
        case Qt::Key_Minus:
            return zoom(0.8);
        case Qt::Key_Home:
        case Qt::Key_0:
            return fit();
        case Qt::Key_Down:
        case Qt::Key_Right:
            return step(1);
        case Qt::Key_Up:
        case Qt::Key_Left:
            return step(chosen().isEmpty() ? 0 : -1);
        default:
            QGraphicsView::keyPressEvent(event);
    }
}

void NetworkDiagram::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        setColors(PlotColors::of(palette()));
    QGraphicsView::changeEvent(event);
}

void NetworkDiagram::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    if (fitted_)
        fit();
}

QString NetworkDiagram::exportImage(const QString& file, const PictureSize& size) {
    if (!drawn_)
        return tr("Cannot export %1: there is no valid network to draw.").arg(file);
    const QString selected = chosen();
    const bool blocked = scene_.blockSignals(true);
    scene_.clearSelection();
    setColors(PlotColors::print());
    const QRectF page(QPointF(), QSizeF(size.points));
    const QString problem =
        savePage(file, size, QString::fromStdString(spec::networkName(drawn_->model)),
                 [&](QPainter& painter) { scene_.render(&painter, page, scene_.sceneRect(), Qt::KeepAspectRatio); });
    setColors(PlotColors::of(palette()));
    choose(selected);
    scene_.blockSignals(blocked);
    return problem;
}

}  // namespace isonet::widgets
