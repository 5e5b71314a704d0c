{{- define "sympozium.labels" -}}
app.kubernetes.io/name: sympozium
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "sympozium.selector" -}}
app.kubernetes.io/name: sympozium
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* What an instance or a run attaches, and attached before. A run that takes its skills from its instance attaches none. */}}
{{- define "sympozium.attached" -}}
failurePolicy: Fail
matchConstraints:
  resourceRules:
    - {apiGroups: [sympozium.ai], apiVersions: ["*"], resources: [agentruns, sympoziuminstances], operations: [CREATE, UPDATE]}
matchConditions:
  - {name: attaches, expression: "size(object.spec.?skills.orValue([])) > 0"}
variables:
  - {name: named, expression: "object.spec.?skills.orValue([]).map(s, s.skillPackRef)"}
  - {name: known, expression: "oldObject == null ? [] : oldObject.spec.?skills.orValue([]).map(s, s.skillPackRef)"}
  - {name: packs, expression: "authorizer.group('sympozium.ai').resource('skillpacks')"}
{{- end }}
