// View of the network diagram. The wheel zooms, dragging pans, a click or an arrow key selects a layer. GUI thread
// only.
#pragma once

#include <QGraphicsView>
#include <QMap>
#include <optional>

#include "training/config/RunConfig.h"
#include "widgets/design/DiagramScene.h"
#include "widgets/plot/PlotExport.h"

namespace isonet::widgets {

class NetworkDiagram : public QGraphicsView {
    Q_OBJECT
public:
    explicit NetworkDiagram(QWidget* parent = nullptr);
    ~NetworkDiagram() override;

    // Redraws if the network has changed. Returns false for an invalid network; the last diagram is kept, faded.
    bool setConfig(const config::RunConfig& config);
    // Shows a measure instead of the output shape of a convolution, by layer name.
    void setMeasures(const QMap<QString, QString>& measures);

    QStringList layers() const;  // all selectable layers in forward order
    QString chosen() const;      // name of the selected layer; empty: none
    void choose(const QString& layer);
    int find(const QString& text);  // highlights the layers whose name contains it; returns their number
    void showNextFound();
    void fit();
    void zoom(double factor);

    QSizeF drawingSize() const { return scene_.sceneRect().size(); }
    [[nodiscard]] QString exportImage(const QString& file,
                                      const PictureSize& size);  // returns an error or an empty string

Q_SIGNALS:
    void layerChosen(const QString& layer);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setColors(const PlotColors& colors);

    DiagramScene scene_;
    QVector<DiagramBox*> found_;
    qsizetype shownFound_ = -1;
    std::optional<config::RunConfig> drawn_;
    bool fitted_ = true;  // keep the whole diagram visible when resized
    bool valid_ = true;
};

}  // namespace isonet::widgets
