// Interacting with plot panels: zoom, readout, clicks, maximizing, export of values and images.
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QWheelEvent>

#include "tests/widgets/PlotPage.h"
#include "widgets/plot/ExportDialog.h"
#include "widgets/plot/StepSlider.h"
#include "widgets/series/SeriesCsv.h"

using namespace isonet;
using namespace isonet::widgets;
using test::centerOf, test::panelNames, test::PlotPage;

namespace {

void wheel(PlotCanvas* canvas, const QPointF& at) {
    QWheelEvent event(at, canvas->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(canvas, &event);
}

int colorsIn(const QImage& image) {
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            colors.insert(image.pixel(x, y));
    return static_cast<int>(colors.size());
}

}  // namespace

class TestPlotHandling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wheelZoomsAndResetFollowsAgain() {
        PlotPage page;
        auto* canvas = page.loss()->canvas();
        auto* x = canvas->axisRect(0)->axis(QCPAxis::atBottom);
        auto* lowerX = canvas->axisRect(1)->axis(QCPAxis::atBottom);
        const auto whole = x->range();
        wheel(canvas, centerOf(page.loss()));
        QVERIFY(x->range().size() < whole.size());
        QCOMPARE(lowerX->range(), x->range());
        QVERIFY(canvas->isHeld());
        const auto zoomed = x->range();
        page.data.append({test::scalar("loss/total", 2000, 1)});
        page.loss()->refreshNow();
        QCOMPARE(x->range(), zoomed);
        page.loss()->resetView();
        QVERIFY(!canvas->isHeld());
        QVERIFY(x->range().upper >= 2000);
    }

    void wheelOverAnAxisZoomsThatAxisOnly() {
        PlotPage page;
        auto* canvas = page.loss()->canvas();
        auto* rect = canvas->axisRect(0);
        const auto x = rect->axis(QCPAxis::atBottom)->range(), y = rect->axis(QCPAxis::atLeft)->range();
        wheel(canvas, QPointF(rect->left() - 12, rect->center().y()));
        QCOMPARE(rect->axis(QCPAxis::atBottom)->range(), x);
        QVERIFY(rect->axis(QCPAxis::atLeft)->range().size() < y.size());
    }

    void shiftDragZoomsToTheBoxAndBackspaceUndoes() {
        PlotPage page;
        page.spectrumPlot()->showLayer("s1.b1.f.a");
        page.spectrum()->refreshNow();
        auto* canvas = page.spectrum()->canvas();
        canvas->replot();
        auto* rect = canvas->axisRect(0);
        auto* x = rect->axis(QCPAxis::atBottom);
        const auto before = x->range();
        const QPoint from = rect->topLeft() + QPoint(rect->width() / 4, rect->height() / 4);
        const QPoint to = rect->topLeft() + QPoint(rect->width() / 2, rect->height() / 2);
        QTest::mousePress(canvas, Qt::LeftButton, Qt::ShiftModifier, from);
        QMouseEvent move(QEvent::MouseMove, to, canvas->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                         Qt::ShiftModifier);
        QCoreApplication::sendEvent(canvas, &move);
        QTest::mouseRelease(canvas, Qt::LeftButton, Qt::ShiftModifier, to);
        QVERIFY(std::abs(x->range().size() - before.size() / 4) < before.size() / 50);
        QTest::keyClick(canvas, Qt::Key_Backspace);
        QCOMPARE(x->range(), before);
        QVERIFY(!canvas->isHeld());
    }

    void doubleClickResets() {
        PlotPage page;
        auto* canvas = page.deviation()->canvas();
        wheel(canvas, centerOf(page.deviation()));
        QVERIFY(canvas->isHeld());
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, centerOf(page.deviation()).toPoint());
        QVERIFY(!canvas->isHeld());
    }

    void readoutListsEverySeriesAtTheStep() {
        PlotPage page;
        const auto text = page.loss()->readout(centerOf(page.loss()));
        QCOMPARE(text.title, QString("step 200"));
        QCOMPARE(text.lines.size(), 6);
        QCOMPARE(text.crosshair, std::optional(200.0));
        QVERIFY(text.plain().contains("cross entropy: "));
        const auto layers = page.deviation()->readout(centerOf(page.deviation()));
        QCOMPARE(layers.lines.size(), 18);
        const auto spectrum = page.spectrum()->readout(centerOf(page.spectrum()));
        QVERIFY2(spectrum.title.contains("s2.b"), qPrintable(spectrum.title));
        QVERIFY(spectrum.plain().contains("median: "));
        const auto offsets = page.offset()->readout(centerOf(page.offset(), 1));
        QVERIFY2(offsets.title.startsWith("stage 2"), qPrintable(offsets.title));
    }

    void readoutSurvivesDroppedAndDeletedData() {
        PlotPage page;
        const auto at = centerOf(page.deviation());
        page.data.dropFrom(0);
        QVERIFY(page.deviation()->readout(at).isEmpty());
        auto* data = new RunData;
        data->append(test::wholeRun(page.config, 50));
        page.view.setData(data);
        for (const auto& name : panelNames)
            page.view.panel(name)->refreshNow();
        delete data;
        for (const auto& name : panelNames) {
            QVERIFY(page.view.panel(name)->readout(at).isEmpty());
            QVERIFY(page.view.panel(name)->isEmpty());
        }
    }

    void hoveringShowsABoxInsideTheWindow() {
        PlotPage page;
        auto* canvas = page.offset()->canvas();
        const QPointF at = QRectF(canvas->axisRect(2)->rect()).bottomRight() - QPointF(3, 3);
        QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(canvas, &move);
        auto* box = page.view.findChild<Readout*>();
        QVERIFY(box && box->isVisible());
        QVERIFY(page.view.rect().contains(box->geometry()));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(canvas, &leave);
        QVERIFY(!box->isVisible());
    }

    void hiddenSeriesLeavePlotAndCsv() {
        PlotPage page;
        QTemporaryDir folder;
        page.deviation()->setSeriesShown("s1.b1.f.a", false);
        QCOMPARE(page.deviation()->shownSeries().size(), 17);
        QCOMPARE(page.deviation()->exportCsv(folder.filePath("d.csv")), QString());
        QFile file(folder.filePath("d.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto content = file.readAll();
        QVERIFY(!content.contains("s1.b1.f.a,"));
        QVERIFY(content.contains("s1.b1.f.b,"));
    }

    void csvHoldsTheValues() {
        RunData data;
        data.append({test::scalar("loss/total", 0, 0.1), test::scalar("loss/total", 10, 1e-7)});
        const auto made = test::makePanel(lossPlot());
        auto& panel = *made;
        panel.setData(&data);
        QTemporaryDir folder;
        QCOMPARE(panel.exportCsv(folder.filePath("loss.csv")), QString());
        QFile file(folder.filePath("loss.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("tag,step,wall_time,value\r\n"
                                            "loss/total,0,1700000000.000,0.1\r\n"
                                            "loss/total,10,1700000010.000,1e-7\r\n"));
    }

    void csvOfHistogramsHoldsBuckets() {
        QByteArray csv = histogramCsvHeader();
        telemetry::Histogram histogram{1, 3, 5, 0, 0, {2, 3}, {1, 4}};
        appendCsv(csv, "odd, \"tag\"", 7, histogram);
        QCOMPARE(csv, QByteArray("tag,step,bucket_low,bucket_high,count\r\n"
                                 "\"odd, \"\"tag\"\"\",7,1,2,1\r\n\"odd, \"\"tag\"\"\",7,2,3,4\r\n"));
    }

    void imagesAreWritten_data() {
        QTest::addColumn<QString>("panel");
        for (const auto& name : panelNames)
            QTest::newRow(qPrintable(name)) << name;
    }
    void imagesAreWritten() {
        QFETCH(QString, panel);
        PlotPage page;
        QTemporaryDir folder;
        auto* plot = page.view.panel(panel);
        for (const char* suffix : {"png", "pdf", "svg"}) {
            const QString name = folder.filePath(QString("plot.") + suffix);
            QCOMPARE(plot->exportPicture(name, {QSize(640, 400), 2}), QString());
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto content = file.readAll();
            QVERIFY2(content.size() > 3000, suffix);
            if (suffix == QByteArray("pdf"))
                QVERIFY(content.startsWith("%PDF"));
            if (suffix == QByteArray("svg"))
                QVERIFY(content.contains("<svg") && content.contains("</svg>"));
        }
        const QImage image(folder.filePath("plot.png"));
        QCOMPARE(image.size(), QSize(1280, 800));
        QCOMPARE(image.pixelColor(1, 1), QColor(Qt::white));
        QVERIFY(colorsIn(image) > 20);
    }

    // Answers the question with the button of that text; false: no question was asked.
    static bool isAsked(const QString& button, const std::function<void()>& action) {
        bool asked = false;
        QTimer::singleShot(0, qApp, [&] {
            const auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            if (!box)
                return;
            asked = box->objectName() == QLatin1String("overwriteQuestion");
            for (auto* each : box->buttons())
                if (each->text().remove(QLatin1Char('&')) == button)
                    each->click();
        });
        action();
        QCoreApplication::processEvents();
        return asked;
    }

    void savingAsksNamesAndRemembers() {
        QTemporaryDir folder;
        PlotPage page;
        page.config.run.name = "isonet-20";
        page.data.setConfig(page.config);
        QCOMPARE(page.loss()->content().subject(), QStringLiteral("isonet-20"));
        const QString name = folder.filePath("isonet-20 loss");
        {
            ExportDialog first("Loss", {960, 480}, name);
            // The label of the file's row names its key, and shows no "&".
            const auto labels = first.findChildren<QLabel*>();
            const auto label = std::ranges::find(labels, QStringLiteral("F&ile"), &QLabel::text);
            QVERIFY(label != labels.end() && qobject_cast<QLineEdit*>((*label)->buddy()));
            auto* preset = first.findChildren<QComboBox*>().last();
            preset->setCurrentIndex(1);
            Q_EMIT preset->activated(1);  // one column
            auto* file = first.findChild<QLineEdit*>();
            file->setText(name);
            QCOMPARE(first.file(), name + ".pdf");
            QVERIFY(!isAsked("Replace",
                             [&] { QMetaObject::invokeMethod(first.findChild<QDialogButtonBox*>(), "accepted"); }));
            QCOMPARE(first.result(), int(QDialog::Accepted));
            QCOMPARE(page.loss()->exportPicture(first.file(), first.size()), QString());
        }
        ExportDialog second("Loss", {960, 480}, "isonet-20 a/b");
        QCOMPARE(second.size().points, QSize(317, 212));  // 84 x 56 mm, remembered
        QVERIFY(second.file().endsWith("/isonet-20 a-b.pdf"));
        second.findChild<QLineEdit*>()->setText(name);
        const auto accept = [&] { QMetaObject::invokeMethod(second.findChild<QDialogButtonBox*>(), "accepted"); };
        QVERIFY(isAsked("Cancel", accept));
        QCOMPARE(second.result(), int(QDialog::Rejected));
        second.findChildren<QSpinBox*>().first()->setValue(100);
        QCOMPARE(second.findChildren<QComboBox*>().last()->currentText(), QStringLiteral("Custom size"));
        QVERIFY(isAsked("Replace", accept));
        QCOMPARE(second.result(), int(QDialog::Accepted));
        QCOMPARE(ExportDialog("Loss", {960, 480}, "c").size().points.width(), 378);  // 100 mm
    }

    void unwritableFileIsReported() {
        PlotPage page;
        const QString problem = page.loss()->exportPicture("/nowhere/at/all/plot.png", {QSize(640, 400), 2});
        QVERIFY2(problem.contains("/nowhere/at/all/plot.png"), qPrintable(problem));
        QVERIFY(!page.loss()->exportCsv("/nowhere/at/all/plot.csv").isEmpty());
        QVERIFY(!page.loss()->exportPicture("x.png", {QSize(1, 1), 2}).isEmpty());
        PlotPage empty(-1);
        QVERIFY(!empty.loss()->exportCsv("/tmp/never.csv").isEmpty());
    }

    void darkPaletteAppliesToScreenButNotToPrint() {
        PlotPage page;
        QPalette dark;
        dark.setColor(QPalette::Base, QColor("#1b1d23"));
        dark.setColor(QPalette::Text, QColor("#e6e6e6"));
        page.view.setPalette(dark);
        for (const auto& name : panelNames) {
            auto* panel = page.view.panel(name);
            panel->refreshNow();
            QCOMPARE(panel->canvas()->toPixmap(300, 200).toImage().pixelColor(1, 1), QColor("#1b1d23"));
        }
        QTemporaryDir folder;
        QCOMPARE(page.loss()->exportPicture(folder.filePath("a.png"), {QSize(400, 300), 1}), QString());
        QCOMPARE(QImage(folder.filePath("a.png")).pixelColor(1, 1), QColor(Qt::white));
        QCOMPARE(page.loss()->canvas()->toPixmap(300, 200).toImage().pixelColor(1, 1), QColor("#1b1d23"));
    }

    void sliderShowsEarlierStepsAndFollowsAtTheEnd() {
        PlotPage page;
        auto* slider = page.spectrumPlot()->slider();
        QCOMPARE(slider->step(), 400.0);
        page.data.append({test::histogram("spectrum/stem.conv", 500, {1, 2})});
        page.spectrum()->refreshNow();
        QCOMPARE(slider->step(), 500.0);
        slider->choose(90);
        QCOMPARE(slider->step(), 100.0);
        page.data.append({test::histogram("spectrum/stem.conv", 600, {1, 2})});
        page.spectrum()->refreshNow();
        QCOMPARE(slider->step(), 100.0);
        slider->chooseLatest();
        QCOMPARE(slider->step(), 600.0);
    }

    void clickOnAViolinOpensItsLayer() {
        PlotPage page;
        auto* panel = page.spectrum();
        QTest::mouseClick(panel->canvas(), Qt::LeftButton, {}, centerOf(panel).toPoint());
        QCOMPARE(page.spectrumPlot()->view(), DistributionPlot::View::OneLayer);
        QVERIFY(page.spectrumPlot()->layer().startsWith("s2.b"));
        panel->refreshNow();
        QCOMPARE(panel->pointCount(), 5);
        page.spectrumPlot()->showLayers();
        QCOMPARE(panel->shownSeries().size(), 19);
    }

    void panelCanBeMaximizedAndRestored() {
        PlotPage page;
        auto* button = page.deviation()->findChildren<QToolButton*>().last();
        for (auto* each : page.deviation()->findChildren<QToolButton*>())
            if (each->accessibleName() == "Fill the page")
                button = each;
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(page.deviation()->isVisible());
        QVERIFY(!page.loss()->isVisible() && !page.spectrum()->isVisible() && !page.offset()->isVisible());
        QTRY_VERIFY(page.deviation()->width() > 880);
        QTest::mouseClick(button, Qt::LeftButton);
        for (const auto& name : panelNames)
            QVERIFY(page.view.panel(name)->isVisible());
    }

    void everyControlHasAnAccessibleName() {
        PlotPage page;
        for (const auto& name : panelNames)
            for (const auto* button : page.view.panel(name)->findChildren<QToolButton*>()) {
                QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(name));
                QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->accessibleName()));
            }
    }
};

QTEST_MAIN(TestPlotHandling)
#include "tst_plothandling.moc"
