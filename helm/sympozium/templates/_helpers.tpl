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

{{- define "sympozium.operator" -}}
request.userInfo.username == 'system:serviceaccount:{{ .Release.Namespace }}:sympozium-operator'
{{- end }}

{{- define "sympozium.skill" -}}
request.userInfo.username.matches('^system:serviceaccount:[^:]+:sympozium-run-')
{{- end }}

{{- /*
What a workload whose pods are as "spec" says may have if a skill makes or changes it: no more than the skill itself. "unless" is
what lets it through anyway.
*/}}
{{- define "sympozium.workload" -}}
{{- $account := printf "%s.?serviceAccountName.orValue('')" .spec }}
{{- $volumes := printf "%s.?volumes.orValue([])" .spec }}
{{- $containers := printf "(%[1]s.containers + %[1]s.?initContainers.orValue([]) + %[1]s.?ephemeralContainers.orValue([]))" .spec }}
{{- $what := "request.resource.resource + ' ' + object.metadata.name" }}
- expression: >-
    {{ .unless }} || (!{{ .spec }}.?hostNetwork.orValue(false) && !{{ .spec }}.?hostPID.orValue(false)
    && !{{ .spec }}.?hostIPC.orValue(false)
    && {{ $volumes }}.all(v, has(v.emptyDir) || has(v.configMap) || has(v.secret) || has(v.projected) || has(v.downwardAPI)
      || has(v.persistentVolumeClaim) || has(v.ephemeral) || has(v.image))
    && {{ $containers }}.all(c, !c.?securityContext.?privileged.orValue(false)
      && c.?securityContext.?procMount.orValue('Default') == 'Default'
      && !c.?securityContext.?windowsOptions.?hostProcess.orValue(false)
      && c.?securityContext.?capabilities.?add.orValue([]).all(a, a in ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID',
        'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'])
      && c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0)))
  reason: Forbidden
  messageExpression: "{{ $what }} + ' has something of its node (host namespaces, paths or ports, privileges, capabilities): no skill may make or change such a workload'"
- expression: >-
    {{ .unless }} || {{ $account }} in ['', 'default']
    || authorizer.group('').resource('serviceaccounts').namespace(request.namespace).name({{ $account }}).check('use').allowed()
  reason: Forbidden
  messageExpression: >-
    {{ $what }} + ' runs as service account ' + {{ $account }} + ': a skill may make or change it only if its pack declares the verb use on serviceaccounts/'
    + {{ $account }}
- expression: >-
    {{ .unless }}
    || !({{ $volumes }}.exists(v, has(v.secret) || (has(v.projected) && v.projected.?sources.orValue([]).exists(s, has(s.secret))))
      || {{ $containers }}.exists(c, c.?envFrom.orValue([]).exists(e, has(e.secretRef))
        || c.?env.orValue([]).exists(e, has(e.valueFrom) && has(e.valueFrom.secretKeyRef))))
    || authorizer.group('').resource('secrets').namespace(request.namespace).check('get').allowed()
  reason: Forbidden
  messageExpression: "{{ $what }} + ' reads secrets: a skill may make or change it only if its pack declares get on secrets'"
{{- end }}

{{- /* Puts a policy in force. */}}
{{- define "sympozium.binding" }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: sympozium-{{ .name }}
  labels: {{- include "sympozium.labels" .root | nindent 4 }}
spec:
  policyName: sympozium-{{ .name }}
  validationActions: [Deny]
{{- end }}

{{- /*
A policy that refuses what breaks a check of a party (who: checks), and its binding. All of it is the policy's one condition too:
the API server copies the whole object once to ask that, and three times more where it holds (to validate, to word a message, to
annotate). So an honest write costs a quarter, and only what is refused costs more.
*/}}
{{- define "sympozium.fence" }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: sympozium-{{ .name }}
  labels: {{- include "sympozium.labels" .root | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConstraints: {{- toYaml .fence.matchConstraints | nindent 4 }}
  matchConditions:
    - name: refused
      expression: >-
        {{- range $i, $party := .fence.parties }}
        {{ if $i }}|| {{ end }}({{ .who }} && !(true{{ range .checks }} && ({{ .expression | replace "\n" " " }}){{ end }}))
        {{- end }}
  validations:
    {{- range $party := .fence.parties }}
    {{- range .checks }}
    {{- list (merge (dict "reason" "Forbidden" "expression" (printf "!(%s) || (%s)" $party.who .expression)) .) | toYaml | nindent 4 }}
    {{- end }}
    {{- end }}
{{- include "sympozium.binding" . }}
{{- end }}

{{- /* The fences of a list of names, each as its definition "sympozium.fence.<name>" says. */}}
{{- define "sympozium.fences" }}
{{- range .names }}
{{- $fence := include (printf "sympozium.fence.%s" .) $.root | fromYaml }}
{{- if $fence.Error }}{{ fail (printf "sympozium.fence.%s: %s" . $fence.Error) }}{{ end }}
{{- include "sympozium.fence" (dict "name" . "fence" $fence "root" $.root) }}
{{- end }}
{{- end }}
