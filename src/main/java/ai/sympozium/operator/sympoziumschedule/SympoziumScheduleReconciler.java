package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.kube.StoredControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import java.util.List;

/** Reports each change of a schedule to the timer. An annotation does not change the generation. */
@ControllerConfiguration(name = "sympoziumschedule", generationAwareEventProcessing = false)
public class SympoziumScheduleReconciler implements Reconciler<SympoziumSchedule> {
  private final ScheduleTimer timer;

  SympoziumScheduleReconciler(ScheduleTimer timer) {
    this.timer = timer;
  }

  @Override
  public List<EventSource<?, SympoziumSchedule>> prepareEventSources(
      EventSourceContext<SympoziumSchedule> context) {
    timer.useCache(context.getPrimaryCache());
    return List.of();
  }

  /** Configures the controller to cache what decides when a schedule is due. */
  public static StoredControllerConfiguration<SympoziumSchedule> configuration(
      QuarkusConfigurationService service, SympoziumScheduleReconciler reconciler) {
    return StoredControllerConfiguration.of(
        service, service.getConfigurationFor(reconciler), CachedSchedules.store());
  }

  @Override
  public UpdateControl<SympoziumSchedule> reconcile(
      SympoziumSchedule schedule, Context<SympoziumSchedule> context) {
    timer.changed(schedule);
    return UpdateControl.noUpdate();
  }
}
