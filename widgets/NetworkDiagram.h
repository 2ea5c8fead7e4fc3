// A network drawn from its configuration: a column for the stem and each stage, blocks from the top down, every
// convolution and activation with its shape, skips beside them. Wheel and buttons zoom, dragging moves, a click chooses
// a layer. GUI thread only.
#pragma once

#include <QGraphicsView>
#include <QHash>
#include <QMap>

#include "training/config/RunConfig.h"
#include "widgets/DiagramItems.h"
#include "widgets/PlotColours.h"
#include "widgets/PlotExport.h"

namespace isonet::spec {
struct DetectorPlan;
}

namespace isonet::widgets {

class NetworkDiagram : public QGraphicsView {
    Q_OBJECT
public:
    explicit NetworkDiagram(QWidget* parent = nullptr);
    ~NetworkDiagram() override;

    // Draws anew where the network differs; false, and the last drawing greyed, for one that cannot be built.
    bool setConfig(const config::RunConfig& config);
    // Words beside convolutions, by layer name, instead of their shapes; empty: shapes again.
    void setMeasures(const QMap<QString, QString>& words);

    QStringList layers() const;  // all that can be chosen, in forward order
    QString chosen() const;      // a layer's name; empty: none
    void choose(const QString& layer);
    int find(const QString& text);  // marks the layers whose name holds it; their number
    void showNextFound();
    void fit();
    void zoom(double factor);

    QSizeF drawingSize() const { return scene_.sceneRect().size(); }
    [[nodiscard]] QString exportPicture(const QString& file, const PictureSize& size);  // empty, or what went wrong

Q_SIGNALS:
    void layerChosen(const QString& layer);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void draw(const config::RunConfig& config);
    // DetectorDrawing.cpp: a detector's proposals and branches, at `x`, after the backbone's last box.
    void drawBranches(const config::RunConfig& config, const spec::DetectorPlan& plan, DiagramBox* last, double x);
    void applyStyle(const PlotColours& colours);
    DiagramBox* addBox(BoxKind kind, const QString& name, const QString& title, const QString& detail, int stage,
                       const QPointF& centreTop, const QSizeF& size);
    void addLine(const QVector<QPointF>& points, bool isSkip = false);
    DiagramFrame* addFrame(const QRectF& rect, const QString& title, const QString& detail, int stage, bool isStage);

    QGraphicsScene scene_;
    DiagramStyle style_;
    QVector<DiagramBox*> boxes_;
    QVector<DiagramFrame*> frames_;
    QVector<DiagramLine*> lines_;
    QHash<QString, DiagramBox*> byName_;
    QVector<DiagramBox*> found_;
    qsizetype shownFound_ = -1;
    std::optional<config::RunConfig> drawn_;
    bool fitted_ = true;  // the whole drawing is shown, also after a change of size
    bool valid_ = true;
};

}  // namespace isonet::widgets
